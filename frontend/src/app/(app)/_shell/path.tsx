/** The path in the top bar. */
"use client";

import { type Crumb, Crumbs } from "@/components/layout/crumbs";
import { paths } from "@/lib/routes";

import { useWhere } from "./use-where";

const SECTIONS: Record<string, string> = {
  start: "Start",
  projects: "Projects",
  "new-project": "New project",
  chat: "Chat",
  shared: "Share links",
  members: "Members",
  audit: "Audit log",
  settings: "Settings",
  compare: "Compare",
  timeline: "Timeline",
  organizations: "Organizations",
  inbox: "Inbox",
  account: "Account",
  instance: "This KeyNest",
};

export function Path() {
  const { route, organization, project, environment } = useWhere();
  const crumbs: Crumb[] = [];
  if (organization) crumbs.push({ label: organization.name, href: paths.org(organization.slug) });
  if (organization && project) crumbs.push({ label: project.name, href: paths.project(organization.slug, project.slug) });
  if (organization && project && environment) {
    crumbs.push({ label: environment.name, href: paths.env(organization.slug, project.slug, environment.slug) });
  }
  const section = SECTIONS[route.section];
  if (section) crumbs.push({ label: section, href: "#main" });
  return <Crumbs crumbs={crumbs} />;
}
