/** A project's name, address and description. */
"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { applyProblem, resolverOf } from "@/lib/forms";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";
import { done } from "@/lib/toast";

import { useUpdateProject } from "../api/change-project";
import { type ProjectForm, projectSchema } from "../schemas";

export function GeneralSettings() {
  const organization = useOrganization();
  const project = useProject();
  const router = useRouter();
  const update = useUpdateProject(project);
  const [banner, setBanner] = useState<string | null>(null);
  const mayChange = can(organization, "project:update");
  const form = useForm<ProjectForm>({
    resolver: resolverOf(projectSchema),
    defaultValues: { name: project.name, slug: project.slug, description: project.description },
  });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async ({ slug, ...values }) => {
    setBanner(null);
    try {
      const changed = await update.mutateAsync({ ...values, ...(slug ? { slug } : {}) });
      form.reset({ name: changed.name, slug: changed.slug, description: changed.description });
      done("Saved.");
      if (changed.slug !== project.slug) router.replace(paths.projectSettings(organization.slug, changed.slug));
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="Name" error={errors.name?.message}>
        <Input readOnly={!mayChange} {...form.register("name")} />
      </Field>
      <Field label="Address" error={errors.slug?.message}>
        <Input readOnly={!mayChange} spellCheck={false} className="font-mono" {...form.register("slug")} />
      </Field>
      <Field label="Description" error={errors.description?.message}>
        <Textarea rows={2} readOnly={!mayChange} {...form.register("description")} />
      </Field>
      {mayChange ? (
        <Button type="submit" variant="primary" className="justify-self-start" busy={update.isPending} disabled={!isDirty}>
          Save
        </Button>
      ) : null}
    </form>
  );
}
