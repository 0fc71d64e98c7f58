/** The page behind the activation link: only a click activates, so that a mail scanner's visit does nothing. */
"use client";

import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";
import { resolverOf } from "@/lib/forms";
import { paths } from "@/lib/routes";

import { useActivate, useResendActivation } from "../api/activate";
import { type EmailForm, emailSchema } from "../schemas";
import { useLinkToken } from "@/hooks/use-link-token";

export function Activate() {
  const token = useLinkToken();
  const router = useRouter();
  const activate = useActivate();
  if (token === null || isProblem(activate.error, "invalid_token", "invalid")) return <DeadLink />;
  const confirm = () => activate.mutate(token ?? "", { onSuccess: () => router.replace(paths.home) });
  return (
    <AuthFrame title="Confirm your e-mail address" lead="One click, and your account is ready.">
      {activate.error ? <Notice tone="danger">{explain(activate.error)}</Notice> : null}
      <Button variant="primary" autoFocus busy={activate.isPending || activate.isSuccess} disabled={!token} onClick={confirm}>
        Confirm and sign in
      </Button>
    </AuthFrame>
  );
}

function DeadLink() {
  const resend = useResendActivation();
  const form = useForm<EmailForm>({ resolver: resolverOf(emailSchema), defaultValues: { email: "" } });
  return (
    <AuthFrame title="This link no longer works" lead="It was used already, or it is older than a day. Have a new one sent.">
      {resend.isSuccess ? (
        <Notice tone="ok">If this address is waiting for confirmation, a new link is on its way.</Notice>
      ) : (
        <form onSubmit={form.handleSubmit(({ email }) => resend.mutate(email))} noValidate className="grid gap-4">
          {resend.error ? <Notice tone="danger">{explain(resend.error)}</Notice> : null}
          <Field label="E-mail" error={form.formState.errors.email?.message}>
            <Input type="email" autoComplete="email" {...form.register("email")} />
          </Field>
          <Button type="submit" variant="primary" busy={resend.isPending}>
            Send a new link
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}
