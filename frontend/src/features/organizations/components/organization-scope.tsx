/** Loads the organization that the address names and keys everything below by it, so that nothing leaks into the next. */
"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Fragment, type ReactNode, useEffect } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { NotFoundState } from "@/components/feedback/states";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { forgetOrganization } from "@/lib/query";
import { useRoute } from "@/hooks/use-route";

import { OrganizationContext } from "@/lib/scope";

import { useOrganizations } from "../api/list-organizations";
import { rememberOrganization } from "../last-organization";

const LockedOrganization = dynamic(() => import("./locked-organization").then((module) => module.LockedOrganization), { ssr: false });

export function OrganizationScope({ children }: { children: ReactNode }) {
  const { org } = useRoute();
  const organizations = useOrganizations();
  return (
    <QueryView query={organizations} skeleton={<Waiting />}>
      {(list) => {
        if (!org) return <Waiting />;
        const organization = list.find((one) => one.slug === org);
        if (!organization) {
          return (
            <div className="p-6">
              <NotFoundState />
            </div>
          );
        }
        if (organization.locked) return <LockedOrganization key={organization.id} organization={organization} />;
        return (
          <OrganizationContext value={organization}>
            <Fragment key={organization.id}>
              <Leaving id={organization.id} slug={organization.slug} />
              {children}
            </Fragment>
          </OrganizationContext>
        );
      }}
    </QueryView>
  );
}

/** On the way out everything fetched of this organization is dropped and what is under way is cancelled. */
function Leaving({ id, slug }: { id: string; slug: string }) {
  const client = useQueryClient();
  useEffect(() => {
    rememberOrganization(slug);
    return () => {
      // A remount of the same organization (React's strict mode) keeps its cache.
      setTimeout(() => {
        if (!window.location.pathname.startsWith(`/orgs/${encodeURIComponent(slug)}`)) void forgetOrganization(client, id);
      }, 0);
    };
  }, [client, id, slug]);
  return null;
}

function Waiting() {
  return (
    <div className="mx-auto w-full max-w-5xl p-8">
      <RowsSkeleton />
    </div>
  );
}
