/** The fields of a new account, shared by registering alone and registering by invitation. */
"use client";

import type { UseFormReturn } from "react-hook-form";
import { useWatch } from "react-hook-form";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { useConfig } from "../api/get-config";
import { PASSWORD_MIN, type RegisterForm } from "../schemas";
import { PasswordInput } from "./password-input";
import { StrengthHint } from "./strength-hint";

export function RegisterFields({ form, fixedEmail }: { form: UseFormReturn<RegisterForm>; fixedEmail?: boolean }) {
  const { data: config } = useConfig();
  const { errors } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });
  return (
    <>
      <Field label="E-mail" error={errors.email?.message} hint={fixedEmail ? "The invitation was sent to this address." : undefined}>
        <Input type="email" autoComplete="username" autoFocus={!fixedEmail} readOnly={fixedEmail} {...form.register("email")} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" error={errors.first_name?.message}>
          <Input autoComplete="given-name" autoFocus={fixedEmail} {...form.register("first_name")} />
        </Field>
        <Field label="Last name" error={errors.last_name?.message}>
          <Input autoComplete="family-name" {...form.register("last_name")} />
        </Field>
      </div>
      <Field
        label="Password"
        error={errors.password?.message}
        hint={<StrengthHint password={password} minimum={config?.password.min_length ?? PASSWORD_MIN} />}
      >
        <PasswordInput autoComplete="new-password" {...form.register("password")} />
      </Field>
    </>
  );
}
