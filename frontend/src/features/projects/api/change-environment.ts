import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Color, Environment, Project } from "@/lib/api/types";

import { projectsKey } from "./list-projects";

interface EnvironmentBody {
  name?: string;
  slug?: string;
  color?: Color;
  protected?: boolean;
  position?: number;
}

export function useCreateEnvironment(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: EnvironmentBody & { name: string }) =>
      api.post<Environment>("/api/core/environments/", { project: project.id, ...body }),
    onSuccess: () => client.invalidateQueries({ queryKey: projectsKey(project.organization) }),
  });
}

export function useUpdateEnvironment(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: EnvironmentBody & { id: string }) =>
      api.patch<Environment>(`/api/core/environments/${id}/`, body),
    onSettled: () => client.invalidateQueries({ queryKey: projectsKey(project.organization) }),
  });
}

export function useDeleteEnvironment(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (environment: Environment) =>
      api.delete(`/api/core/environments/${environment.id}/`, { confirm: environment.slug }),
    onSuccess: () => client.invalidateQueries({ queryKey: projectsKey(project.organization) }),
  });
}
