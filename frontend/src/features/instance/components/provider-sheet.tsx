/** Setting a provider up, or changing it: its secret goes in, and is never shown again. */
"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Checkbox, Input, Select } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { Provider, ProviderKind } from "@/lib/api/types";
import { applyProblem, resolverOf } from "@/lib/forms";
import { done } from "@/lib/toast";

import { useAddProvider, useChangeProvider } from "../api/providers";
import { bodyOf, changesOf, formOf, KINDS, LINKING, newProviderSchema, type ProviderForm, providerSchema, redirectUris, startOf } from "../provider-form";
import { type Fields, ProviderAddresses } from "./provider-addresses";
import { RedirectUris } from "./redirect-uris";

const FORM = "provider-form";

export function ProviderSheet({ provider, onClose }: { provider: Provider | null; onClose: () => void }) {
  const form = useForm<ProviderForm>({
    resolver: resolverOf<ProviderForm>(provider ? providerSchema : newProviderSchema),
    defaultValues: provider ? formOf(provider) : startOf("github"),
  });
  const { save, busy, banner } = useSave(form, provider, onClose);
  const [kind, slug] = useWatch({ control: form.control, name: ["kind", "slug"] });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={FORM} variant="primary" busy={busy}>
        {provider ? "Save" : "Add it, switched off"}
      </Button>
    </>
  );
  return (
    <Sheet open onOpenChange={onClose} title={provider ? `Edit ${provider.name}` : "Add a provider"} className="w-[min(100vw,36rem)]" footer={footer}>
      <form id={FORM} onSubmit={save} noValidate className="grid gap-5">
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        {provider ? null : <Which form={form} />}
        <RedirectUris uris={provider?.redirect_uris ?? redirectUris(window.location.origin, slug)} />
        <Credentials form={form} provider={provider} console={KINDS.find((one) => one.kind === kind)?.console ?? ""} />
        <ProviderAddresses form={form} kind={kind} />
        <Rules form={form} />
      </form>
    </Sheet>
  );
}

function useSave(form: Fields, provider: Provider | null, onClose: () => void) {
  const add = useAddProvider();
  const change = useChangeProvider(provider?.slug ?? "");
  const [banner, setBanner] = useState<string | null>(null);
  const save = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      await (provider ? change.mutateAsync(changesOf(values, provider)) : add.mutateAsync(bodyOf(values)));
      done(provider ? "Saved." : `${values.name} is added. Test it, then switch it on.`);
      onClose();
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return { save, banner, busy: add.isPending || change.isPending };
}

function Which({ form }: { form: Fields }) {
  const { errors } = form.formState;
  return (
    <>
      <Field label="Kind">
        <Select {...form.register("kind", { onChange: (event: { target: { value: string } }) => form.reset(startOf(event.target.value as ProviderKind)) })}>
          {KINDS.map(({ kind, label }) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Short name" error={errors.slug?.message} hint="Part of the addresses below; it stays for good.">
        <Input autoComplete="off" spellCheck={false} className="font-mono" placeholder="acme-sso" {...form.register("slug")} />
      </Field>
    </>
  );
}

function Credentials({ form, provider, console }: { form: Fields; provider: Provider | null; console: string }) {
  const { errors } = form.formState;
  return (
    <>
      <Field label="Name on the button" error={errors.name?.message}>
        <Input autoComplete="off" placeholder="Acme SSO" {...form.register("name")} />
      </Field>
      <Field label="Client id" error={errors.client_id?.message} hint={`Where you register KeyNest: ${console}.`}>
        <Input autoComplete="off" spellCheck={false} className="font-mono" {...form.register("client_id")} />
      </Field>
      <Field label="Client secret" error={errors.client_secret?.message} hint={provider?.has_secret ? "One is kept, encrypted. Type another one to replace it." : "Kept encrypted, and never shown again."}>
        <Input type="password" autoComplete="new-password" spellCheck={false} placeholder={provider?.has_secret ? "unchanged" : ""} className="font-mono" {...form.register("client_secret")} />
      </Field>
    </>
  );
}

function Rules({ form }: { form: Fields }) {
  const linking = useWatch({ control: form.control, name: "linking" });
  return (
    <fieldset className="grid gap-4 border-t pt-4">
      <legend className="sr-only">Rules</legend>
      <Field label="When the address already has an account here" hint={LINKING.find((one) => one.linking === linking)?.about}>
        <Select {...form.register("linking")}>
          {LINKING.map((one) => (
            <option key={one.linking} value={one.linking}>
              {one.label}
            </option>
          ))}
        </Select>
      </Field>
      <label className="flex items-center gap-2 text-sm">
        <Checkbox {...form.register("registration")} />
        Whoever signs in with it for the first time gets an account
      </label>
      <label className="flex items-center gap-2 text-sm">
        <Checkbox {...form.register("follows_profile")} />
        Names and pictures follow the provider at each sign-in
      </label>
    </fieldset>
  );
}
