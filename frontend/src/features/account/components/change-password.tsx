/** Another password, for whoever knows the present one. */
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

import { useChangePassword } from "../api/security";
import { type PasswordForm, passwordSchema } from "../schemas";

export function ChangePassword() {
  const user = useUser();
  const change = useChangePassword();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<PasswordForm>({ resolver: resolverOf(passwordSchema), defaultValues: { current_password: "", password: "" } });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      await change.mutateAsync(values);
      form.reset();
      done("Password changed. Other sessions were signed out.");
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden />
      <Field label="Current password" error={errors.current_password?.message}>
        <Input type="password" autoComplete="current-password" {...form.register("current_password")} />
      </Field>
      <Field label="New password" error={errors.password?.message} hint="At least 12 characters. A sentence works well.">
        <Input type="password" autoComplete="new-password" {...form.register("password")} />
      </Field>
      <Button type="submit" variant="primary" className="justify-self-start" busy={change.isPending}>
        Change password
      </Button>
    </form>
  );
}
