/** The people of an organization, and those on their way in. */
"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";

import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { TabLinks } from "@/components/ui/tabs";
import { useSearchState } from "@/hooks/use-search-state";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useInvitations } from "../api/invitations";
import { InvitationTable } from "./invitation-table";
import { InviteDialog } from "./invite-dialog";
import { MemberTable } from "./member-table";

export function MembersPage() {
  const organization = useOrganization();
  const [search] = useSearchState();
  const [inviting, setInviting] = useState(false);
  const maySee = can(organization, "invitation:read");
  const pending = maySee && search.get("tab") === "pending";
  const waiting = useInvitations(organization.id, "pending", maySee).data?.pages[0]?.results.length ?? 0;
  const here = paths.members(organization.slug);
  const invite = can(organization, "invitation:write") ? (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden /> Invite people
    </Button>
  ) : null;
  return (
    <Page
      title="Members"
      lead="Who belongs to this organization, and what they may do."
      actions={invite}
      tabs={
        maySee ? (
          <TabLinks
            label="Members or invitations"
            tabs={[
              { href: here, label: "People", count: organization.member_count, current: !pending },
              { href: `${here}?tab=pending`, label: "Invitations", count: waiting, current: pending },
            ]}
          />
        ) : null
      }
    >
      {pending ? <InvitationTable onInvite={() => setInviting(true)} /> : <MemberTable />}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </Page>
  );
}
