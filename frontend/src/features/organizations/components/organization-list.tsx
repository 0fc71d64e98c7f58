/** Every organization one belongs to. */
"use client";

import { Building2, Lock, Plus } from "lucide-react";
import Link from "next/link";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { roleLabel } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { plural } from "@/lib/text";

import { useOrganizations } from "../api/list-organizations";

function Create() {
  return (
    <Button asChild variant="primary">
      <Link href={paths.newOrganization}>
        <Plus aria-hidden /> New organization
      </Link>
    </Button>
  );
}

export function OrganizationList() {
  const organizations = useOrganizations();
  return (
    <Page title="Organizations" lead="Each one is a world of its own: its people, projects and log." actions={<Create />}>
      <QueryView query={organizations}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="You belong to no organization yet" mark={<Building2 />} action={<Create />}>
              Create one, or open the link of an invitation that was sent to you.
            </EmptyState>
          ) : (
            <ul className="divide-y rounded-md border bg-surface">
              {list.map((organization) => (
                <li key={organization.id}>
                  <Link href={paths.org(organization.slug)} className="flex items-center gap-4 px-4 py-3 hover:bg-paper">
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium">{organization.name}</span>
                      <span className="block truncate font-mono text-xs text-muted">{organization.slug}</span>
                    </span>
                    {organization.locked ? (
                      <Badge tone="warn">
                        <Lock aria-hidden className="size-3" /> needs a second factor
                      </Badge>
                    ) : null}
                    <span className="text-sm text-muted max-sm:hidden">{plural(organization.member_count, "person", "people")}</span>
                    <Badge>{roleLabel(organization.role)}</Badge>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
}
