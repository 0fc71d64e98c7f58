/** Every way back in that this account has: its password, a passkey, or a provider in a window of its own. */
"use client";

import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { User } from "@/lib/api/types";
import { applyProblem, resolverOf } from "@/lib/forms";

import { isChallenge } from "../api/enter";
import { useLogin } from "../api/login";
import type { PasskeyParts } from "../passkey-parts";
import { type ReloginForm as Values, reloginSchema } from "../schemas";
import { Or } from "./other-ways";
import { PasswordInput } from "./password-input";
import { ProviderWindows } from "./provider-windows";
import { SecondStep } from "./second-step";

export function ReloginForm({ user, passkeys }: { user: User; passkeys: PasskeyParts }) {
  const login = useLogin();
  const [banner, setBanner] = useState<string | null>(null);
  const submit = async (password: string) => {
    setBanner(null);
    await login.mutateAsync({ email: user.email, password });
  };
  const again = (why: string | null) => {
    login.reset();
    setBanner(why);
  };
  if (isChallenge(login.data)) return <SecondStep challenge={login.data} passkeys={passkeys} onAgain={again} />;
  return (
    <>
      {user.has_password ? <PasswordForm email={user.email} banner={banner} busy={login.isPending} onBanner={setBanner} onSubmit={submit} /> : null}
      <div className="grid gap-2.5" role="group" aria-label="Other ways to sign in">
        {user.has_password ? <Or /> : null}
        {passkeys.signIn}
        <ProviderWindows identities={user.identities} />
      </div>
    </>
  );
}

interface PasswordFormProps {
  email: string;
  banner: ReactNode;
  busy: boolean;
  onBanner: (text: string | null) => void;
  onSubmit: (password: string) => Promise<void>;
}

function PasswordForm({ email, banner, busy, onBanner, onSubmit }: PasswordFormProps) {
  const form = useForm<Values>({ resolver: resolverOf(reloginSchema), defaultValues: { password: "" } });
  const submit = form.handleSubmit(async ({ password }) => {
    form.reset();
    await onSubmit(password).catch((error: unknown) => onBanner(applyProblem(form, error)));
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Password" error={form.formState.errors.password?.message}>
        <PasswordInput autoComplete="current-password" autoFocus {...form.register("password")} />
      </Field>
      <Button type="submit" variant="primary" busy={busy}>
        Go on
      </Button>
    </form>
  );
}
