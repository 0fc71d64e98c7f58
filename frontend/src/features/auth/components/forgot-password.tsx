/** Ask for a reset link; the answer never tells whether an account exists. */
"use client";

import Link from "next/link";
import { useForm } from "react-hook-form";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";
import { resolverOf } from "@/lib/forms";
import { paths } from "@/lib/routes";

import { useAskReset } from "../api/reset-password";
import { type EmailForm, emailSchema } from "../schemas";

export function ForgotPassword() {
  const ask = useAskReset();
  const form = useForm<EmailForm>({ resolver: resolverOf(emailSchema), defaultValues: { email: "" } });
  const foot = (
    <Link href={paths.login} className="text-accent underline underline-offset-3">
      Back to sign in
    </Link>
  );
  if (ask.isSuccess) {
    return (
      <AuthFrame title="Look into your mailbox" foot={foot}>
        <p role="status">If there is an account for this address, a link to choose a new password is on its way. It works for one hour, once.</p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Forgot your password?" lead="We send you a link to choose a new one." foot={foot}>
      <form onSubmit={form.handleSubmit(({ email }) => ask.mutate(email))} noValidate className="grid gap-4">
        {ask.error ? <Notice tone="danger">{explain(ask.error)}</Notice> : null}
        <Field label="E-mail" error={form.formState.errors.email?.message}>
          <Input type="email" autoComplete="email" autoFocus {...form.register("email")} />
        </Field>
        <Button type="submit" variant="primary" busy={ask.isPending}>
          Send the link
        </Button>
      </form>
    </AuthFrame>
  );
}
