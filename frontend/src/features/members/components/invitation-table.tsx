/** Invitations under way: send again, copy the link, take back. */
"use client";

import { Link2, MailPlus, RotateCw, X } from "lucide-react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import { Tip } from "@/components/ui/tooltip";
import type { Invitation, InvitationState } from "@/lib/api/types";
import { copyLater } from "@/lib/clipboard";
import { can, roleLabel } from "@/lib/permissions";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { invitationLink, useInvitationAction, useInvitations } from "../api/invitations";

const TONES: Record<InvitationState, "info" | "ok" | "plain" | "warn"> = { pending: "info", accepted: "ok", declined: "plain", revoked: "plain", expired: "warn" };

export function InvitationTable({ onInvite }: { onInvite: () => void }) {
  const organization = useOrganization();
  const invitations = useInvitations(organization.id, null);
  const mayWrite = can(organization, "invitation:write");
  const list = invitations.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <>
      <QueryView query={invitations}>
        {() =>
          list.length === 0 ? (
            <EmptyState
              title="Nobody is invited"
              mark={<MailPlus />}
              action={
                mayWrite ? (
                  <Button variant="primary" onClick={onInvite}>
                    Invite people
                  </Button>
                ) : null
              }
            />
          ) : (
            <Table label="Invitations">
              <thead>
                <tr>
                  <Th>Address</Th>
                  <Th>Role</Th>
                  <Th>State</Th>
                  <Th>Sent</Th>
                  <Th>Expires</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {list.map((invitation) => (
                  <Row key={invitation.id} invitation={invitation} organization={organization.id} mayWrite={mayWrite} />
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
      {invitations.hasNextPage ? (
        <Button className="justify-self-center" busy={invitations.isFetchingNextPage} onClick={() => void invitations.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </>
  );
}

function Row({ invitation, organization, mayWrite }: { invitation: Invitation; organization: string; mayWrite: boolean }) {
  const act = useInvitationAction(organization);
  const { id, email, state } = invitation;
  const copy = () =>
    copyLater(() => invitationLink(organization, id)).then(() => done("Link copied. It replaces earlier ones and works once."), failed);
  return (
    <Tr>
      <Td className="[overflow-wrap:anywhere]">
        {email}
        <span className="block text-xs text-muted">by {invitation.invited_by?.full_name || invitation.invited_by?.email || "KeyNest"}</span>
        {invitation.mail_refused && state === "pending" ? (
          <span className="block text-xs font-medium text-warn">This mailbox takes no invitations. Copy a link, and hand it over yourself.</span>
        ) : null}
      </Td>
      <Td>{roleLabel(invitation.role)}</Td>
      <Td>
        <Badge tone={TONES[state]}>{state}</Badge>
      </Td>
      <Td className="whitespace-nowrap text-muted">{invitation.last_sent_at ? <Ago at={invitation.last_sent_at} /> : "not yet"}</Td>
      <Td className="whitespace-nowrap text-muted">{state === "pending" ? <Ago at={invitation.expires_at} /> : null}</Td>
      <Td className="text-right whitespace-nowrap">
        {mayWrite && (state === "pending" || state === "expired") ? (
          <Tip text="Send again">
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Send again to ${email}`}
              onClick={() => act.mutate({ id, action: "resend" }, { onSuccess: () => done(`Sent again to ${email}.`), onError: failed })}
            >
              <RotateCw aria-hidden />
            </Button>
          </Tip>
        ) : null}
        {mayWrite && state === "pending" ? (
          <>
            <Tip text="Copy a link">
              <Button variant="quiet" size="icon" aria-label={`Copy a link for ${email}`} onClick={() => void copy()}>
                <Link2 aria-hidden />
              </Button>
            </Tip>
            <Tip text="Revoke">
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Revoke the invitation of ${email}`}
                onClick={() => act.mutate({ id, action: "revoke" }, { onSuccess: () => done(`${email} can no longer join by that link.`), onError: failed })}
              >
                <X aria-hidden />
              </Button>
            </Tip>
          </>
        ) : null}
      </Td>
    </Tr>
  );
}
