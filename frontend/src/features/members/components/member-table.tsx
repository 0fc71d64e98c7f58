/** People and their roles. */
"use client";

import { UserMinus } from "lucide-react";
import { use, useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Input, Select } from "@/components/ui/input";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import { useDebounced } from "@/hooks/use-debounced";
import { useUser } from "@/hooks/use-session";
import type { Member, Organization, Role } from "@/lib/api/types";
import { can, grantableRoles, roleLabel, ROLES } from "@/lib/permissions";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useChangeRole, useMembers, useRemoveMember } from "../api/members";
import { OnlineContext } from "../online";

type Asking = { kind: "remove"; member: Member } | { kind: "role"; member: Member; role: Role } | null;

const nameOf = (member: Member) => member.user.full_name || member.user.email;

export function MemberTable() {
  const organization = useOrganization();
  const [text, setText] = useState("");
  const members = useMembers(organization.id, useDebounced(text.trim()));
  const [asking, setAsking] = useState<Asking>(null);
  const list = members.data?.pages.flatMap((page) => page.results) ?? [];
  const owners = list.filter((member) => member.role === "owner").length;
  return (
    <>
      {organization.member_count > 8 ? (
        <Input type="search" data-search aria-label="Search people" placeholder="Search people" className="max-w-sm" value={text} onChange={(event) => setText(event.target.value)} />
      ) : null}
      <QueryView query={members}>
        {() => (
          <Table label="Members">
            <thead>
              <tr>
                <Th>Person</Th>
                <Th>Role</Th>
                <Th>Second factor</Th>
                <Th>Joined</Th>
                <Th>Last seen</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {list.map((member) => (
                <MemberRow key={member.user.id} member={member} lastOwner={member.role === "owner" && owners === 1} onAsk={setAsking} />
              ))}
            </tbody>
          </Table>
        )}
      </QueryView>
      {members.hasNextPage ? (
        <Button className="justify-self-center" busy={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
          More
        </Button>
      ) : null}
      {asking ? <Ask asking={asking} organization={organization} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function MemberRow({ member, lastOwner, onAsk }: { member: Member; lastOwner: boolean; onAsk: (asking: Asking) => void }) {
  const organization = useOrganization();
  const me = useUser().id === member.user.id;
  const online = use(OnlineContext)?.has(member.user.id) ?? false;
  const roles = grantableRoles(organization.role);
  const mayChange = !me && can(organization, "member:update") && roles.includes(member.role);
  return (
    <Tr>
      <Td>
        <span className="flex items-center gap-2.5">
          <span className="relative">
            <Avatar name={nameOf(member)} url={member.user.avatar_url} className="size-7" />
            {online ? <span className="absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full bg-ok ring-2 ring-surface" /> : null}
          </span>
          <span className="min-w-0">
            <span className="block font-medium">
              {nameOf(member)} {me ? <Badge>you</Badge> : null}
            </span>
            <span className="block text-xs text-muted [overflow-wrap:anywhere]">{member.user.email}</span>
          </span>
        </span>
      </Td>
      <Td>
        {mayChange ? (
          <Select
            aria-label={`Role of ${nameOf(member)}`}
            value={member.role}
            className="h-8 text-sm"
            onChange={(event) => onAsk({ kind: "role", member, role: event.target.value as Role })}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleLabel(role)}
              </option>
            ))}
          </Select>
        ) : (
          <span title={lastOwner ? "An organization always keeps one owner." : undefined}>{roleLabel(member.role)}</span>
        )}
      </Td>
      <Td>
        <Badge tone={member.mfa_enabled ? "ok" : organization.require_mfa ? "warn" : "plain"}>{member.mfa_enabled ? "on" : "off"}</Badge>
      </Td>
      <Td className="whitespace-nowrap text-muted">
        <Ago at={member.joined_at} />
      </Td>
      <Td className="whitespace-nowrap text-muted">
        {online ? <span className="text-ok">online</span> : member.last_seen_at ? <Ago at={member.last_seen_at} /> : "never"}
      </Td>
      <Td className="text-right">
        {!me && can(organization, "member:remove") && roles.includes(member.role) ? (
          <Button variant="quiet" size="icon" aria-label={`Remove ${nameOf(member)}`} onClick={() => onAsk({ kind: "remove", member })}>
            <UserMinus aria-hidden />
          </Button>
        ) : null}
      </Td>
    </Tr>
  );
}

function Ask({ asking, organization, onClose }: { asking: NonNullable<Asking>; organization: Organization; onClose: () => void }) {
  const change = useChangeRole(organization.id);
  const remove = useRemoveMember(organization.id);
  const name = nameOf(asking.member);
  if (asking.kind === "role") {
    const about = ROLES.find(({ role }) => role === asking.role)?.about;
    return (
      <Confirm
        open
        onOpenChange={onClose}
        tone="primary"
        title={`Make ${name} ${roleLabel(asking.role).toLowerCase()}?`}
        action="Change role"
        busy={change.isPending}
        onConfirm={() =>
          change.mutate(
            { user: asking.member.user.id, role: asking.role },
            { onSuccess: () => done(`${name} is ${roleLabel(asking.role).toLowerCase()} now.`), onError: failed, onSettled: onClose },
          )
        }
      >
        <p>From the next request on: {about}</p>
      </Confirm>
    );
  }
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={`Remove ${name}?`}
      action="Remove"
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(asking.member.user.id, { onSuccess: () => done(`${name} was removed.`), onError: failed, onSettled: onClose })
      }
    >
      <p>Their access and open connections end at once. Values they have seen should be rotated.</p>
    </Confirm>
  );
}
