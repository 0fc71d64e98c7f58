/** Signing in or registering inside an invitation; afterwards the invitation page goes on by itself. */
"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { isProblem } from "@/lib/api/problem";
import { applyProblem, resolverOf } from "@/lib/forms";
import { parkToken } from "@/lib/fragment";
import { paths } from "@/lib/routes";

import { isChallenge } from "../api/enter";
import { useLogin } from "../api/login";
import { useRegister } from "../api/register";
import type { PasskeyParts } from "../passkey-parts";
import { type RegisterForm, registerSchema, type ReloginForm, reloginSchema } from "../schemas";
import { OtherWays } from "./other-ways";
import { PasswordInput } from "./password-input";
import { RegisterFields } from "./register-fields";
import { ResendActivation } from "./resend-activation";
import { SecondStep } from "./second-step";

export function InvitedLogin({ email, passkeys }: { email: string; passkeys: PasskeyParts }) {
  const login = useLogin();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<ReloginForm>({ resolver: resolverOf(reloginSchema), defaultValues: { password: "" } });
  const submit = form.handleSubmit(async ({ password }) => {
    setBanner(null);
    await login.mutateAsync({ email, password }).catch((error: unknown) => setBanner(applyProblem(form, error)));
  });
  const again = (why: string | null) => {
    login.reset();
    form.reset();
    setBanner(why);
  };
  if (isChallenge(login.data)) return <SecondStep challenge={login.data} passkeys={passkeys} onAgain={again} />;
  return (
    <>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p>You have an account already: sign in to accept.</p>
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        {isProblem(login.error, "email_unconfirmed") ? <ResendActivation email={email} /> : null}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Password" error={form.formState.errors.password?.message}>
          <PasswordInput autoComplete="current-password" autoFocus {...form.register("password")} />
        </Field>
        <Button type="submit" variant="primary" busy={login.isPending}>
          Sign in
        </Button>
      </form>
      <OtherWays next={paths.invitation} passkey={passkeys.signIn} onLeave={parkToken} />
    </>
  );
}

interface InvitedRegisterProps {
  email: string;
  token: string;
  /** Registering by invitation joins the organization at once. */
  onJoined: () => void;
}

export function InvitedRegister({ email, token, onJoined }: InvitedRegisterProps) {
  const register = useRegister();
  const [banner, setBanner] = useState<string | null>(null);
  const [mailed, setMailed] = useState(false);
  const form = useForm<RegisterForm>({
    resolver: resolverOf(registerSchema),
    defaultValues: { email, first_name: "", last_name: "", password: "" },
  });
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      const answer = await register.mutateAsync({ ...values, email, invitation: token });
      if ("tokens" in answer) onJoined();
      else setMailed(true);
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  // A link that was handed over by other ways than mail proves no mailbox: that is asked for first.
  if (mailed) {
    return (
      <Notice tone="ok" title="Look into your mailbox">
        Confirm {email} by the link there, then open this invitation again to join.
      </Notice>
    );
  }
  return (
    <>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p>Choose a password, and you are in.</p>
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        <RegisterFields form={form} fixedEmail />
        <Button type="submit" variant="primary" busy={register.isPending}>
          Create account and join
        </Button>
      </form>
      <OtherWays next={paths.invitation} onLeave={parkToken} />
    </>
  );
}
