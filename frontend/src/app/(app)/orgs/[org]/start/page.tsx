"use client";

import { QueryView } from "@/components/feedback/query-view";
import { Checklist } from "@/features/onboarding/components/checklist";
import { useProjects } from "@/features/projects/api/list-projects";
import { useOrganization } from "@/lib/scope";

export default function Page() {
  const organization = useOrganization();
  const projects = useProjects(organization.id);
  return (
    <QueryView query={projects}>
      {(list) => {
        const places = list.flatMap((project) => project.environments.map((environment) => ({ project, environment })));
        const first = places[0];
        return (
          <Checklist
            progress={{
              hasProject: list.length > 0,
              hasVariables: places.some(({ environment }) => environment.variable_count > 0),
              hasCompany: organization.member_count > 1,
              first: first ? { project: first.project.slug, environment: first.environment.slug, id: first.environment.id } : null,
              origin: window.location.origin,
            }}
          />
        );
      }}
    </QueryView>
  );
}
