/** Where a provider is found: needed for OpenID Connect, known for the others unless they run elsewhere. */
"use client";

import type { UseFormReturn } from "react-hook-form";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ProviderKind } from "@/lib/api/types";

import type { ProviderForm } from "../provider-form";

export type Fields = UseFormReturn<ProviderForm>;

type Address = "discovery_url" | "issuer" | "base_url" | "api_url" | "scopes";

const DISCOVERY = {
  name: "discovery_url",
  label: "Discovery URL",
  hint: "It ends in /.well-known/openid-configuration most often.",
  placeholder: "https://sso.example.com/realms/acme/.well-known/openid-configuration",
} as const;

const SCOPES = { name: "scopes", label: "Scopes", hint: "What it is asked for. Leave empty for what a sign-in needs.", placeholder: "openid email profile" } as const;

const SHOWN: Record<ProviderKind, readonly { name: Address; label: string; hint: string; placeholder: string }[]> = {
  oidc: [DISCOVERY, { name: "issuer", label: "Issuer", hint: "Leave empty where it follows from the discovery URL.", placeholder: "https://sso.example.com/realms/acme" }, SCOPES],
  google: [SCOPES],
  github: [
    { name: "base_url", label: "Address of your GitHub Enterprise", hint: "Leave empty for github.com.", placeholder: "https://github.example.com" },
    { name: "api_url", label: "Address of its API", hint: "Leave empty for github.com.", placeholder: "https://github.example.com/api/v3" },
    { ...SCOPES, placeholder: "read:user user:email" },
  ],
};

export function ProviderAddresses({ form, kind }: { form: Fields; kind: ProviderKind }) {
  const { errors } = form.formState;
  return SHOWN[kind].map(({ name, label, hint, placeholder }) => (
    <Field key={name} label={label} hint={hint} error={errors[name]?.message}>
      <Input autoComplete="off" spellCheck={false} className="font-mono" placeholder={placeholder} {...form.register(name)} />
    </Field>
  ));
}
