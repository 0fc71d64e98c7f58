/** Start an organization. */
"use client";

import dynamic from "next/dynamic";

import { Page } from "@/components/layout/page";

// The form brings its checks along; the page stands without it.
const OrganizationStart = dynamic(() => import("./organization-start").then((module) => module.OrganizationStart), { ssr: false });

export function NewOrganization() {
  return (
    <Page title="New organization" lead="Usually your company or team. You become its owner.">
      <OrganizationStart />
    </Page>
  );
}
