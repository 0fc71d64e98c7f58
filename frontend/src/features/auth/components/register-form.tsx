/** A new account; the answer is alike for new and for taken addresses. */
"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useSession } from "@/hooks/use-session";
import { applyProblem, resolverOf } from "@/lib/forms";
import { paths, safeNext } from "@/lib/routes";

import { useConfig } from "../api/get-config";
import { useRegister } from "../api/register";
import { type RegisterForm as Values, registerSchema } from "../schemas";
import { OtherWays } from "./other-ways";
import { RegisterFields } from "./register-fields";
import { ResendActivation } from "./resend-activation";

const EMPTY: Values = { email: "", first_name: "", last_name: "", password: "" };

const toLogin = (
  <>
    Have an account?{" "}
    <Link href={paths.login} className="text-accent underline underline-offset-3">
      Sign in
    </Link>
  </>
);

export function RegisterForm() {
  const next = safeNext(useSearchParams().get("next"));
  const router = useRouter();
  const { status } = useSession();
  useEffect(() => {
    if (status === "signed-in") router.replace(next);
  }, [status, next, router]);
  const { data: config } = useConfig();
  const register = useRegister();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<Values>({ resolver: resolverOf(registerSchema), defaultValues: EMPTY });
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    await register.mutateAsync(values).catch((error: unknown) => setBanner(applyProblem(form, error)));
  });
  if (config && !config.registration_open) {
    return (
      <AuthFrame title="Registration is closed" foot={toLogin}>
        <p>People join this KeyNest by invitation. Ask somebody in your team to invite your e-mail address.</p>
      </AuthFrame>
    );
  }
  if (register.isSuccess && !("tokens" in register.data)) return <CheckMail email={form.getValues("email")} />;
  return (
    <AuthFrame title="Create your account" lead="One place for every environment's variables." foot={toLogin}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        <RegisterFields form={form} />
        <Button type="submit" variant="primary" busy={register.isPending}>
          Create account
        </Button>
      </form>
      <OtherWays next={next} />
    </AuthFrame>
  );
}

function CheckMail({ email }: { email: string }) {
  return (
    <AuthFrame title="Look into your mailbox" foot={toLogin}>
      <p role="status">
        We wrote to <strong className="[overflow-wrap:anywhere]">{email}</strong>. Open the link in that mail and confirm with one click. It
        works for 24 hours.
      </p>
      <ResendActivation email={email} />
    </AuthFrame>
  );
}
