/** Sign in with e-mail and password, and go back to where one wanted to be. */
"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useSession } from "@/hooks/use-session";
import { isProblem, Problem } from "@/lib/api/problem";
import { applyProblem, resolverOf } from "@/lib/forms";
import { paths, safeNext } from "@/lib/routes";

import { isChallenge } from "../api/enter";
import { useConfig } from "../api/get-config";
import { useLogin } from "../api/login";
import type { PasskeyParts } from "../passkey-parts";
import { type LoginForm as Values, loginSchema } from "../schemas";
import { OtherWays } from "./other-ways";
import { PasswordInput } from "./password-input";
import { ResendActivation } from "./resend-activation";
import { SecondStepPage } from "./second-step-page";
import { useWait } from "./use-wait";

export function LoginForm({ passkeys }: { passkeys: PasskeyParts }) {
  const next = safeNext(useSearchParams().get("next"));
  const router = useRouter();
  const { status } = useSession();
  useEffect(() => {
    if (status === "signed-in") router.replace(next);
  }, [status, next, router]);
  const login = useLogin();
  const [banner, setBanner] = useState<string | null>(null);
  const wait = useWait(login.error instanceof Problem ? login.error.retryAfter : null, login.failureCount);
  const form = useForm<Values>({ resolver: resolverOf(loginSchema), defaultValues: { email: "", password: "" } });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    await login.mutateAsync(values).catch((error: unknown) => setBanner(applyProblem(form, error)));
  });
  const again = (why: string | null) => {
    login.reset();
    form.resetField("password");
    setBanner(why);
  };
  if (isChallenge(login.data)) return <SecondStepPage challenge={login.data} passkeys={passkeys} onAgain={again} />;
  return (
    <AuthFrame
      title="Sign in"
      lead={next === paths.home ? "Your team's variables, in order." : "Sign in to go on to the page you asked for."}
      foot={<SignUpHint next={next} />}
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        {wait > 0 ? (
          <Notice tone="danger" title="Too many tries">
            Wait {wait} s, then try again. Other people are not locked out by this.
          </Notice>
        ) : banner ? (
          <Notice tone="danger">{banner}</Notice>
        ) : null}
        {isProblem(login.error, "email_unconfirmed") ? <ResendActivation email={form.getValues("email")} /> : null}
        <Field label="E-mail" error={errors.email?.message}>
          <Input type="email" autoComplete="username" autoFocus {...form.register("email")} />
        </Field>
        <Field
          label="Password"
          error={errors.password?.message}
          aside={
            <Link href={paths.forgot} className="text-sm text-accent underline underline-offset-3">
              Forgot it?
            </Link>
          }
        >
          <PasswordInput autoComplete="current-password" {...form.register("password")} />
        </Field>
        <Button type="submit" variant="primary" busy={login.isPending} disabled={wait > 0}>
          Sign in
        </Button>
      </form>
      <OtherWays next={next} passkey={passkeys.signIn} />
    </AuthFrame>
  );
}

function SignUpHint({ next }: { next: string }) {
  const { data: config } = useConfig();
  if (config && !config.registration_open) return <>New here? Ask somebody in your team for an invitation.</>;
  const href = next === paths.home ? paths.register : `${paths.register}?next=${encodeURIComponent(next)}`;
  return (
    <>
      New here?{" "}
      <Link href={href} className="text-accent underline underline-offset-3">
        Create an account
      </Link>
    </>
  );
}
