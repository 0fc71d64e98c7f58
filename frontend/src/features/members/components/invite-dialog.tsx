/** Invite many at once; addresses that could not be invited stay in the field with their reason. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";
import type { InvitationOutcome, Role } from "@/lib/api/types";
import { grantableRoles, ROLES } from "@/lib/permissions";
import { useOrganization } from "@/lib/scope";
import { addresses, plural } from "@/lib/text";
import { done } from "@/lib/toast";

import { useInvite } from "../api/invitations";

const MOST = 100;

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const organization = useOrganization();
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [refused, setRefused] = useState<InvitationOutcome[]>([]);
  const invite = useInvite(organization.id);
  const emails = addresses(text);
  const roles = grantableRoles(organization.role);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (emails.length === 0 || emails.length > MOST) return;
    invite.mutate(
      emails.map((email) => ({ email, role })),
      {
        onSuccess: ({ results }) => {
          const failures = results.filter((one) => one.error);
          const sent = results.length - failures.length;
          if (sent > 0) done(`${plural(sent, "invitation")} on the way.`);
          setRefused(failures);
          setText(failures.map((one) => one.email).join("\n"));
          if (failures.length === 0) onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title="Invite people" description={`To ${organization.name}. Each gets a link that works once, for 7 days.`}>
      <form onSubmit={submit} className="grid gap-4">
        {invite.error ? <Notice tone="danger">{explain(invite.error)}</Notice> : null}
        {refused.length > 0 ? (
          <Notice tone="warn" title={`${plural(refused.length, "address", "addresses")} could not be invited`}>
            <ul>
              {refused.map((one) => (
                <li key={one.email} className="[overflow-wrap:anywhere]">
                  {one.email}: {one.error?.message}
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <Field
          label="E-mail addresses"
          hint="One or many: paste a list, separated however you like."
          error={emails.length > MOST ? `At most ${MOST} at once; these are ${emails.length}.` : undefined}
        >
          <Textarea autoFocus rows={4} spellCheck={false} value={text} placeholder={"ada@example.com, grace@example.com"} onChange={(event) => setText(event.target.value)} />
        </Field>
        <Field label="Role" hint={ROLES.find((one) => one.role === role)?.about}>
          <Select value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {ROLES.filter((one) => roles.includes(one.role)).map((one) => (
              <option key={one.role} value={one.role}>
                {one.label}
              </option>
            ))}
          </Select>
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={emails.length === 0 || emails.length > MOST} busy={invite.isPending}>
            Invite {emails.length > 0 ? plural(emails.length, "person", "people") : ""}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
