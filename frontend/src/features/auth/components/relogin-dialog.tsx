/** A session that ended in the middle of work: sign in again over the page, which stays as it is, drafts and all. */
"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { useSession } from "@/hooks/use-session";
import { applyProblem, resolverOf } from "@/lib/forms";
import { session } from "@/lib/session/browser";

import { useLogin } from "../api/login";
import { type ReloginForm, reloginSchema } from "../schemas";
import { PasswordInput } from "./password-input";

export function ReloginDialog() {
  const { status, user } = useSession();
  const login = useLogin();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<ReloginForm>({ resolver: resolverOf(reloginSchema), defaultValues: { password: "" } });
  if (status !== "expired") return null;
  const submit = form.handleSubmit(async ({ password }) => {
    setBanner(null);
    try {
      await login.mutateAsync({ email: user.email, password });
    } catch (error) {
      setBanner(applyProblem(form, error));
    } finally {
      form.reset();
    }
  });
  return (
    <Dialog open insistent onOpenChange={() => undefined} title="Sign in again" description="Your session ended. What you were working on is still here.">
      <form onSubmit={submit} noValidate className="grid gap-4">
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        <p className="text-sm">
          Signed in as <strong className="[overflow-wrap:anywhere]">{user.email}</strong>
        </p>
        <input type="email" autoComplete="username" value={user.email} readOnly hidden />
        <Field label="Password" error={form.formState.errors.password?.message}>
          <PasswordInput autoComplete="current-password" autoFocus {...form.register("password")} />
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={() => session.end()}>
            Sign out and drop unsaved work
          </Button>
          <Button type="submit" variant="primary" busy={login.isPending}>
            Go on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
