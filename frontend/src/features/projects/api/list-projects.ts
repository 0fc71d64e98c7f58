import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Page, Project } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export const projectsKey = (organization: string) => orgKey(organization, "projects");

const listProjects = async (organization: string, signal: AbortSignal): Promise<Project[]> => {
  const found: Project[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Project> = await api.get("/api/core/projects/", { query: { organization, limit: 200, cursor }, signal });
    found.push(...page.results);
    cursor = page.next ? new URL(page.next, window.location.origin).searchParams.get("cursor") : null;
  } while (cursor);
  return found;
};

/** All projects of an organization, their environments with them. */
export const useProjects = (organization: string | undefined) =>
  useQuery({
    queryKey: projectsKey(organization ?? ""),
    queryFn: ({ signal }) => listProjects(organization ?? "", signal),
    enabled: Boolean(organization),
  });
