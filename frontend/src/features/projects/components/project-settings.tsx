/** A project's name and address, its environments, and its end. */
"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { Page, Section } from "@/components/layout/page";
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

// What comes first are the name and the address; the environments may follow a moment later.
const EnvironmentSettings = dynamic(() => import("./environment-settings").then((module) => module.EnvironmentSettings), { ssr: false });
const DeleteProject = dynamic(() => import("./delete-project").then((module) => module.DeleteProject), { ssr: false });

export function ProjectSettings() {
  const organization = useOrganization();
  const project = useProject();
  return (
    <Page title={`Settings · ${project.name}`} heading="Project settings" lead={project.name}>
      <Section title="General">
        <General />
      </Section>
      <Section title="Environments" lead="Their order is the order of the columns and of the keys 1 to 9.">
        <EnvironmentSettings />
      </Section>
      {can(organization, "project:delete") ? (
        <Section title="Delete" lead="With every environment, variable and version.">
          <DeleteProject />
        </Section>
      ) : null}
    </Page>
  );
}

function General() {
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
