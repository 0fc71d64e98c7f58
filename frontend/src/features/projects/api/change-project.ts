import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Project } from "@/lib/api/types";

import { projectsKey } from "./list-projects";

export interface NewProjectBody {
  organization: string;
  name: string;
  slug?: string;
  description?: string;
  environments?: string[];
}

export function useCreateProject(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProjectBody) => api.post<Project>("/api/core/projects/", body),
    onSuccess: (created) => {
      client.setQueryData<Project[]>(projectsKey(organization), (known) => [...(known ?? []), created]);
      return client.invalidateQueries({ queryKey: projectsKey(organization) });
    },
  });
}

export function useUpdateProject(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; slug?: string; description?: string }) =>
      api.patch<Project>(`/api/core/projects/${project.id}/`, body),
    onSuccess: (changed) =>
      client.setQueryData<Project[]>(projectsKey(project.organization), (known) =>
        known?.map((one) => (one.id === project.id ? changed : one)),
      ),
  });
}

export function useDeleteProject(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/api/core/projects/${project.id}/`, { confirm: project.slug }),
    onSuccess: () =>
      client.setQueryData<Project[]>(projectsKey(project.organization), (known) => known?.filter((one) => one.id !== project.id)),
  });
}
