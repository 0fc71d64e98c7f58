/** Organization, project and environment of the address, from what the cache knows; nothing inside of what is locked. */
"use client";

import { useOrganizations } from "@/features/organizations/api/list-organizations";
import { useProjects } from "@/features/projects/api/list-projects";
import { useRoute } from "@/hooks/use-route";


export function useWhere() {
  const route = useRoute();
  const { data: organizations } = useOrganizations();
  const organization = organizations?.find((one) => one.slug === route.org && !one.locked);
  const { data: projects } = useProjects(organization?.id);
  const project = projects?.find((one) => one.slug === route.project);
  const environment = project?.environments.find((one) => one.slug === route.env);
  return { route, organizations, organization, projects, project, environment };
}
