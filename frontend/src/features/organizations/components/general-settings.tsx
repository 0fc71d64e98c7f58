/** Name and address of an organization. */
"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { applyProblem, resolverOf } from "@/lib/forms";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { done } from "@/lib/toast";

import { useUpdateOrganization } from "../api/change-organization";
import { type OrganizationForm, organizationSchema } from "../schemas";

export function GeneralSettings() {
  const organization = useOrganization();
  const router = useRouter();
  const update = useUpdateOrganization(organization.id);
  const [banner, setBanner] = useState<string | null>(null);
  const mayChange = can(organization, "organization:update");
  const form = useForm<OrganizationForm>({
    resolver: resolverOf(organizationSchema),
    defaultValues: { name: organization.name, slug: organization.slug },
  });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      const changed = await update.mutateAsync({ name: values.name, ...(values.slug ? { slug: values.slug } : {}) });
      form.reset({ name: changed.name, slug: changed.slug });
      done("Saved.");
      if (changed.slug !== organization.slug) router.replace(paths.orgSettings(changed.slug));
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {mayChange ? null : <Notice>Only admins and owners change this.</Notice>}
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="Name" error={errors.name?.message}>
        <Input readOnly={!mayChange} {...form.register("name")} />
      </Field>
      <Field label="Address" error={errors.slug?.message} hint="Links with the old address stop working.">
        <Input readOnly={!mayChange} spellCheck={false} className="font-mono" {...form.register("slug")} />
      </Field>
      {mayChange ? (
        <Button type="submit" variant="primary" className="justify-self-start" busy={update.isPending} disabled={!isDirty}>
          Save
        </Button>
      ) : null}
    </form>
  );
}
