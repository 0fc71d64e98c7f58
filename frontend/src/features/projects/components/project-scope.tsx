/** Loads the project that the address names and keys everything below by it. */
"use client";

import { Fragment, type ReactNode } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { NotFoundState } from "@/components/feedback/states";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { useRoute } from "@/hooks/use-route";

import { ProjectContext, useOrganization } from "@/lib/scope";

import { useProjects } from "../api/list-projects";

export function ProjectScope({ children }: { children: ReactNode }) {
  const { project: slug, env } = useRoute();
  const organization = useOrganization();
  const projects = useProjects(organization.id);
  return (
    <QueryView
      query={projects}
      skeleton={
        <div className="mx-auto w-full max-w-5xl p-8">
          <RowsSkeleton />
        </div>
      }
    >
      {(list) => {
        const project = list.find((one) => one.slug === slug);
        const known = project && (!env || project.environments.some((one) => one.slug === env));
        if (!known) {
          return (
            <div className="p-6">
              <NotFoundState />
            </div>
          );
        }
        return (
          <ProjectContext value={project}>
            <Fragment key={`${project.id}/${env}`}>{children}</Fragment>
          </ProjectContext>
        );
      }}
    </QueryView>
  );
}
