/** What a new organization is called. */
"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { applyProblem, resolverOf } from "@/lib/forms";
import { paths } from "@/lib/routes";
import { slugify } from "@/lib/text";

import { useCreateOrganization } from "../api/create-organization";
import { type OrganizationForm, organizationSchema } from "../schemas";

export function OrganizationStart() {
  const router = useRouter();
  const create = useCreateOrganization();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<OrganizationForm>({ resolver: resolverOf(organizationSchema), defaultValues: { name: "", slug: "" } });
  const [name, slug] = useWatch({ control: form.control, name: ["name", "slug"] });
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      const created = await create.mutateAsync({ name: values.name, ...(values.slug ? { slug: values.slug } : {}) });
      router.replace(paths.start(created.slug));
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="Name" error={form.formState.errors.name?.message}>
        <Input autoFocus autoComplete="organization" placeholder="Acme" {...form.register("name")} />
      </Field>
      <Field
        label="Address"
        error={form.formState.errors.slug?.message}
        hint={
          <span className="font-mono">
            /orgs/{slug || slugify(name) || "acme"}
          </span>
        }
      >
        <Input autoComplete="off" spellCheck={false} placeholder={slugify(name) || "acme"} className="font-mono" {...form.register("slug")} />
      </Field>
      <Button type="submit" variant="primary" busy={create.isPending} className="justify-self-start">
        Create organization
      </Button>
    </form>
  );
}
