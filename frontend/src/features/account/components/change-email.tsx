/** A new address counts once it is confirmed from its own mailbox. */
"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import { applyProblem, resolverOf } from "@/lib/forms";

import { useChangeEmail } from "../api/profile";
import { type EmailChangeForm, emailChangeSchema, emailOnlySchema } from "../schemas";

export function ChangeEmail() {
  const user = useUser();
  const change = useChangeEmail();
  const [banner, setBanner] = useState<string | null>(null);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const schema = user.has_password ? emailChangeSchema : emailOnlySchema;
  const form = useForm<EmailChangeForm>({ resolver: resolverOf(schema), defaultValues: { email: "", current_password: "" } });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      await change.mutateAsync(user.has_password ? values : { email: values.email });
      setSentTo(values.email);
      form.reset();
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      <p>
        Now: <strong className="font-medium [overflow-wrap:anywhere]">{user.email}</strong>
      </p>
      {sentTo ? <Notice tone="ok">We wrote to {sentTo}. The address changes when the link there is confirmed.</Notice> : null}
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="New address" error={errors.email?.message}>
        <Input type="email" autoComplete="email" {...form.register("email")} />
      </Field>
      {user.has_password ? (
        <Field label="Current password" error={errors.current_password?.message}>
          <Input type="password" autoComplete="current-password" {...form.register("current_password")} />
        </Field>
      ) : null}
      <Button type="submit" className="justify-self-start" busy={change.isPending}>
        Send the confirmation
      </Button>
    </form>
  );
}
