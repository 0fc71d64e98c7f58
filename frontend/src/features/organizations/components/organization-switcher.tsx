/** The organization at the top of the side bar; choosing another one asks first when work is unsaved. */
"use client";

import { Building2, Check, ChevronsUpDown, Lock, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";

import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import { useRoute } from "@/hooks/use-route";
import { paths } from "@/lib/routes";

import { useOrganizations } from "../api/list-organizations";

export function OrganizationSwitcher() {
  const { org } = useRoute();
  const { data = [] } = useOrganizations();
  const router = useRouter();
  const guard = useLeaveGuard();
  const current = data.find((one) => one.slug === org);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button type="button" className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-sunken" aria-label={`Organization: ${current?.name ?? "none"}. Switch`}>
            <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-sm bg-accent text-xs font-semibold text-on-accent">
              {(current?.name ?? "K").slice(0, 1).toUpperCase()}
            </span>
            <span className="min-w-0 flex-1 truncate font-medium">{current?.name ?? "Choose organization"}</span>
            <ChevronsUpDown aria-hidden className="size-4 text-muted" />
          </button>
        }
      >
        <MenuLabel>Organizations</MenuLabel>
        {data.map((organization) => (
          <MenuItem
            key={organization.id}
            onSelect={() => {
              if (organization.slug !== org) guard.leave(() => router.push(paths.org(organization.slug)));
            }}
          >
            <span className="min-w-0 flex-1 truncate">{organization.name}</span>
            {organization.locked ? <Lock aria-label="needs a second factor" /> : null}
            {organization.slug === org ? <Check aria-label="current" /> : null}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem asChild>
          <Link href={paths.organizations}>
            <Building2 aria-hidden /> All organizations
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={paths.newOrganization}>
            <Plus aria-hidden /> New organization
          </Link>
        </MenuItem>
      </Menu>
      {guard.dialog}
    </>
  );
}
