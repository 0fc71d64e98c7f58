/** The projects of an organization. */
"use client";

import { FolderKey, Plus, Search } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { EnvironmentDot } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Ago } from "@/components/ui/time";
import { useSearchText } from "@/hooks/use-search-text";
import { useShortcuts } from "@/hooks/use-shortcuts";
import type { Project } from "@/lib/api/types";
import { can, roleLabel } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";

import { useProjects } from "../api/list-projects";

export function ProjectList() {
  const organization = useOrganization();
  const projects = useProjects(organization.id);
  const router = useRouter();
  const [text, setText] = useSearchText("q");
  const mayCreate = can(organization, "project:create");
  const filter = text.toLowerCase();
  useShortcuts({ n: () => mayCreate && router.push(paths.newProject(organization.slug)) });
  const create = mayCreate ? (
    <Button asChild variant="primary">
      <Link href={paths.newProject(organization.slug)}>
        <Plus aria-hidden /> New project
      </Link>
    </Button>
  ) : null;
  return (
    <Page title="Projects" lead={`You are ${roleLabel(organization.role).toLowerCase()} of ${organization.name}.`} actions={create}>
      <QueryView query={projects}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="No projects yet" mark={<FolderKey />} action={create}>
              {mayCreate ? "A project holds the variables of one application, per environment." : "Nothing is shared with you yet. Ask an admin of this organization."}
            </EmptyState>
          ) : (
            <>
              {list.length > 5 ? <Filter value={text} onChange={setText} /> : null}
              <Projects org={organization.slug} list={list.filter((one) => matches(one, filter))} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

const matches = (project: Project, filter: string) =>
  !filter || `${project.name} ${project.slug} ${project.description}`.toLowerCase().includes(filter);

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="relative block max-w-sm">
      <span className="sr-only">Search projects</span>
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
      <Input type="search" data-search className="pl-8" placeholder="Search projects" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Projects({ org, list }: { org: string; list: Project[] }) {
  if (list.length === 0) return <EmptyState title="No project matches" />;
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {list.map((project) => (
        <li key={project.id} className="grid content-start gap-3 rounded-md border bg-surface p-4">
          <div>
            <h2 className="text-base">
              <Link href={paths.project(org, project.slug)} className="hover:underline">
                {project.name}
              </Link>
            </h2>
            <p className="line-clamp-2 text-sm text-muted">{project.description || <span className="font-mono text-xs">{project.slug}</span>}</p>
          </div>
          <ul className="grid gap-px overflow-hidden rounded-sm border bg-line">
            {project.environments.map((environment) => (
              <li key={environment.id}>
                <Link
                  href={paths.env(org, project.slug, environment.slug)}
                  className="flex items-center gap-2 bg-surface px-2.5 py-1.5 text-sm hover:bg-paper focus-visible:outline-offset-[-2px]"
                >
                  <EnvironmentDot color={environment.color} />
                  <span className="min-w-0 flex-1 truncate">{environment.name}</span>
                  <span className="text-xs text-muted">{plural(environment.variable_count, "variable")}</span>
                </Link>
              </li>
            ))}
          </ul>
          <p className="text-xs text-muted">
            Changed <Ago at={project.updated_at} />
          </p>
        </li>
      ))}
    </ul>
  );
}
