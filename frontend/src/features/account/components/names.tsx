/** How one is called. */
"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import { applyProblem, resolverOf } from "@/lib/forms";
import { done } from "@/lib/toast";

import { useUpdateProfile } from "../api/profile";
import { type ProfileForm, profileSchema } from "../schemas";

export function Names() {
  const user = useUser();
  const update = useUpdateProfile();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<ProfileForm>({
    resolver: resolverOf(profileSchema),
    defaultValues: { first_name: user.first_name, last_name: user.last_name, username: user.username ?? "" },
  });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      await update.mutateAsync({ ...values, username: values.username || null });
      form.reset(values);
      done("Profile saved.");
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" error={errors.first_name?.message}>
          <Input autoComplete="given-name" {...form.register("first_name")} />
        </Field>
        <Field label="Last name" error={errors.last_name?.message}>
          <Input autoComplete="family-name" {...form.register("last_name")} />
        </Field>
      </div>
      <Field label="Username" hint="Optional. Others may see it." error={errors.username?.message}>
        <Input autoComplete="nickname" {...form.register("username")} />
      </Field>
      <Button type="submit" variant="primary" className="justify-self-start" busy={update.isPending} disabled={!isDirty}>
        Save profile
      </Button>
    </form>
  );
}
