/** One provider: on or off, tried out, changed, removed. */
"use client";

import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { ProviderMark } from "@/components/ui/provider-mark";
import { Switch } from "@/components/ui/switch";
import type { Provider } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { useChangeProvider, useRemoveProvider, useTryProvider } from "../api/providers";
import { KINDS, LINKING } from "../provider-form";
import { RedirectUris } from "./redirect-uris";
import { TrialReport } from "./trial-report";

export function ProviderCard({ provider, onEdit }: { provider: Provider; onEdit: () => void }) {
  const change = useChangeProvider(provider.slug);
  const trial = useTryProvider(provider.slug);
  const [removing, setRemoving] = useState(false);
  const toggle = (enabled: boolean) =>
    change.mutate({ enabled }, { onSuccess: () => done(enabled ? `${provider.name} is offered at sign-in now.` : `${provider.name} is switched off.`), onError: failed });
  return (
    <li className="grid gap-4 rounded-md border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken [&_svg]:size-4.5">
          <ProviderMark kind={provider.kind} />
        </span>
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="flex flex-wrap items-center gap-2 text-base [overflow-wrap:anywhere]">
            {provider.name}
            <Badge tone={provider.enabled ? "ok" : "plain"}>{provider.enabled ? "on" : "off"}</Badge>
            {provider.managed ? <Badge>from the settings</Badge> : null}
          </h2>
          <p className="text-sm text-muted">
            {KINDS.find(({ kind }) => kind === provider.kind)?.label} · <span className="font-mono text-xs">{provider.slug}</span>
          </p>
        </div>
        <Switch label={`Offer ${provider.name} at sign-in`} checked={provider.enabled} disabled={provider.managed || change.isPending} onChange={toggle} />
      </div>
      <Facts provider={provider} />
      <RedirectUris uris={provider.redirect_uris} />
      {provider.managed ? <p className="text-sm text-muted">It is set up in the environment of the server, and changed there.</p> : null}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={trial.isPending} onClick={() => trial.mutate(undefined, { onError: failed })}>
          Test
        </Button>
        {provider.managed ? null : (
          <>
            <Button size="sm" aria-label={`Edit ${provider.name}`} onClick={onEdit}>
              Edit
            </Button>
            <Button size="sm" variant="ghost" aria-label={`Delete ${provider.name}`} onClick={() => setRemoving(true)}>
              Delete
            </Button>
          </>
        )}
      </div>
      {trial.data ? <TrialReport trial={trial.data} /> : null}
      {removing ? <Remove provider={provider} onClose={() => setRemoving(false)} /> : null}
    </li>
  );
}

function Facts({ provider }: { provider: Provider }) {
  const facts = [
    ["Client id", provider.client_id],
    ["Found at", provider.discovery_url || provider.base_url],
    ["Asks for", provider.scopes],
    ["Known addresses", LINKING.find(({ linking }) => linking === provider.linking)?.label ?? provider.linking],
    ["New accounts", provider.registration ? "Whoever signs in" : "Only by invitation or registration here"],
    ["Names and pictures", provider.follows_profile ? "Follow the provider" : "Taken once, then one's own"],
  ].filter(([, value]) => value);
  return (
    <dl className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2">
      {facts.map(([label, value]) => (
        <div key={label} className="min-w-0">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Remove({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const remove = useRemoveProvider(provider.slug);
  return (
    <Confirm
      open
      onOpenChange={onClose}
      typed={provider.slug}
      title={`Delete ${provider.name}?`}
      action="Delete"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => done(`${provider.name} is deleted.`), onError: failed, onSettled: onClose })}
    >
      <p>Nobody signs in with it any more. People who have no other way in need a mailed link to set a password.</p>
    </Confirm>
  );
}
