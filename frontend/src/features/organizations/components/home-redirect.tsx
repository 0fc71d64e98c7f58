/** The front door: to the organization visited last, or to the list of them. */
"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { paths } from "@/lib/routes";

import { useOrganizations } from "../api/list-organizations";
import { lastOrganization } from "../last-organization";

export function HomeRedirect() {
  const organizations = useOrganizations();
  const router = useRouter();
  const list = organizations.data;
  useEffect(() => {
    if (!list) return;
    const last = list.find((one) => one.slug === lastOrganization()) ?? (list.length === 1 ? list[0] : undefined);
    router.replace(last ? paths.org(last.slug) : list.length === 0 ? paths.newOrganization : paths.organizations);
  }, [list, router]);
  return (
    <div className="p-6">
      <QueryView query={organizations}>{() => null}</QueryView>
    </div>
  );
}
