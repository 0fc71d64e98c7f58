/** The side bar: organization, its pages, its projects, the environments of the one in view. */
"use client";

import { Building2, FolderKey, ListChecks, MessagesSquare, Plus, ScrollText, Settings, Users } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";

import { Logo } from "@/components/layout/logo";
import { NavGroup, NavLink } from "@/components/layout/nav";
import { EnvironmentDot } from "@/components/ui/badge";
import { OrganizationSwitcher } from "@/features/organizations/components/organization-switcher";
import type { Project } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { paths, type Route } from "@/lib/routes";

import { useWhere } from "./use-where";

const ChatBadge = dynamic(() => import("@/features/chat/components/nav-badge").then((module) => module.NavBadge), { ssr: false });

export function Sidebar() {
  const { route, organizations, organization, projects } = useWhere();
  return (
    <>
      <Link href={paths.home} className="mb-2 flex h-8 items-center rounded-md px-2" aria-label="KeyNest, home">
        <Logo />
      </Link>
      <OrganizationSwitcher />
      {organization ? (
        <>
          <NavGroup label="Organization">
            <NavLink href={paths.projects(organization.slug)} icon={FolderKey} current={route.section === "projects" && !route.project}>
              Projects
            </NavLink>
            <NavLink href={paths.chat(organization.slug)} icon={MessagesSquare} current={route.section === "chat"}>
              <span className="flex items-center justify-between">
                Chat <ChatBadge organization={organization.id} />
              </span>
            </NavLink>
            <NavLink href={paths.members(organization.slug)} icon={Users} current={route.section === "members"}>
              Members
            </NavLink>
            {can(organization, "audit:read") ? (
              <NavLink href={paths.audit(organization.slug)} icon={ScrollText} current={route.section === "audit"}>
                Audit log
              </NavLink>
            ) : null}
            <NavLink href={paths.orgSettings(organization.slug)} icon={Settings} current={route.section === "settings" && !route.project}>
              Settings
            </NavLink>
            <NavLink href={paths.start(organization.slug)} icon={ListChecks} current={route.section === "start"}>
              First steps
            </NavLink>
          </NavGroup>
          <NavGroup label="Projects">
            {projects?.map((project) => <ProjectLinks key={project.id} org={organization.slug} project={project} route={route} />)}
            {can(organization, "project:create") ? (
              <NavLink href={paths.newProject(organization.slug)} icon={Plus} current={route.section === "new-project"}>
                New project
              </NavLink>
            ) : null}
          </NavGroup>
        </>
      ) : (
        <NavGroup label="Organizations">
          {organizations?.map((one) => (
            <NavLink key={one.id} href={paths.org(one.slug)} icon={Building2} current={false}>
              {one.name}
            </NavLink>
          ))}
        </NavGroup>
      )}
    </>
  );
}

function ProjectLinks({ org, project, route }: { org: string; project: Project; route: Route }) {
  const open = route.project === project.slug;
  return (
    <>
      <NavLink
        href={paths.project(org, project.slug)}
        current={open && !route.env && route.section === ""}
        mark={
          <span aria-hidden className="grid size-4 place-items-center font-mono text-xs">
            {open ? "−" : "+"}
          </span>
        }
      >
        {project.name}
      </NavLink>
      {open
        ? project.environments.map((environment) => (
            <NavLink
              key={environment.id}
              indent
              href={paths.env(org, project.slug, environment.slug)}
              current={route.env === environment.slug}
              mark={<EnvironmentDot color={environment.color} />}
            >
              {environment.name}
            </NavLink>
          ))
        : null}
    </>
  );
}
