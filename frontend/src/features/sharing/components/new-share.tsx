/** A new share link: the secret, for whom, how often and how long; then the link, shown this once. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy-text";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";
import type { NewShareLink } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";

import { type NewShare as Share, useCreateShare } from "../api/links";

const HOUR = 3_600;
const TIMES: readonly [string, number][] = [
  ["1 hour", HOUR],
  ["1 day", 24 * HOUR],
  ["7 days", 7 * 24 * HOUR],
  ["30 days", 30 * 24 * HOUR],
];
const VIEWS = [1, 2, 5, 20];
const EMPTY: Share = { value: "", label: "", views: 1, expiresIn: 24 * HOUR, audience: "anyone" };

export function NewShare({ onClose }: { onClose: () => void }) {
  const organization = useOrganization();
  const create = useCreateShare(organization.id);
  const [share, setShare] = useState(EMPTY);
  const change = (part: Partial<Share>) => setShare({ ...share, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (share.value) create.mutate(share, { onSuccess: () => setShare(EMPTY) });
  };
  if (create.data) return <Made link={create.data} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title="Share a secret" description="It is sealed, and opened by whoever has the link. KeyNest doesn't keep it afterwards.">
      <form onSubmit={submit} className="grid gap-4">
        {create.error ? <Notice tone="danger">{explain(create.error)}</Notice> : null}
        <Field label="Secret">
          <Textarea autoFocus rows={4} spellCheck={false} autoComplete="off" className="font-mono" value={share.value} onChange={(event) => change({ value: event.target.value })} />
        </Field>
        <Field label="Name" hint="Shown to whoever opens it, and in your list. Optional.">
          <Input maxLength={120} autoComplete="off" value={share.label} onChange={(event) => change({ label: event.target.value })} />
        </Field>
        <Field label="Who may open it" hint={share.audience === "anyone" ? "Also somebody without an account. Whoever has the link has the secret." : `Only people of ${organization.name}, signed in.`}>
          <Select value={share.audience} onChange={(event) => change({ audience: event.target.value as Share["audience"] })}>
            <option value="anyone">Whoever has the link</option>
            <option value="members">Members of {organization.name}</option>
          </Select>
        </Field>
        <div className="flex flex-wrap gap-4">
          <Field label="It opens">
            <Select value={share.views} onChange={(event) => change({ views: Number(event.target.value) })}>
              {VIEWS.map((views) => (
                <option key={views} value={views}>
                  {views === 1 ? "once" : `${views} times`}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="At most for">
            <Select value={share.expiresIn} onChange={(event) => change({ expiresIn: Number(event.target.value) })}>
              {TIMES.map(([label, seconds]) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!share.value} busy={create.isPending}>
            Make the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ link, onClose }: { link: NewShareLink; onClose: () => void }) {
  const address = link.url ?? window.location.origin + (link.path ?? "");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      insistent
      title="The link is ready"
      description={link.url ? "It is shown this once: KeyNest keeps only what recognizes it." : "Members open it while they are signed in."}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="grid gap-3">
        <CopyText label="Copy the link" text={address} />
        <p className="text-sm text-muted">Send it by another way than the name of what it opens. You are told when it is opened, and can take it back until then.</p>
      </div>
    </Dialog>
  );
}
