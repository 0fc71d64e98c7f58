/** Choose a new password by a mailed link; it signs nobody in. */
"use client";

import Link from "next/link";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { isProblem } from "@/lib/api/problem";
import { applyProblem, resolverOf } from "@/lib/forms";
import { paths } from "@/lib/routes";

import { useConfirmReset } from "../api/reset-password";
import { PASSWORD_MIN, type ResetForm, resetSchema } from "../schemas";
import { PasswordInput } from "./password-input";
import { StrengthHint } from "./strength-hint";
import { useLinkToken } from "@/hooks/use-link-token";

export function ResetPassword() {
  const token = useLinkToken();
  const reset = useConfirmReset();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<ResetForm>({ resolver: resolverOf(resetSchema), defaultValues: { password: "" } });
  const password = useWatch({ control: form.control, name: "password" });
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    await reset.mutateAsync({ token: token ?? "", ...values }).catch((error: unknown) => setBanner(applyProblem(form, error)));
  });
  if (token === null || isProblem(reset.error, "invalid_token")) {
    return (
      <AuthFrame title="This link no longer works" lead="Reset links work once, for one hour.">
        <Button asChild variant="primary">
          <Link href={paths.forgot}>Ask for a new link</Link>
        </Button>
      </AuthFrame>
    );
  }
  if (reset.isSuccess) {
    return (
      <AuthFrame title="Your password is changed" lead="Every other session was signed out.">
        <Button asChild variant="primary">
          <Link href={paths.login}>Sign in</Link>
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Choose a new password">
      <form onSubmit={submit} noValidate className="grid gap-4">
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        <Field
          label="New password"
          error={form.formState.errors.password?.message}
          hint={<StrengthHint password={password} minimum={PASSWORD_MIN} />}
        >
          <PasswordInput autoComplete="new-password" autoFocus {...form.register("password")} />
        </Field>
        <Button type="submit" variant="primary" busy={reset.isPending} disabled={!token}>
          Change password
        </Button>
      </form>
    </AuthFrame>
  );
}
