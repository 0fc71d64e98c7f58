import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { ChangeSet, Listing, Page, Variable, Version } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

import { vaultKey } from "./keys";

export const useVersions = (organization: string, variable: Variable) =>
  useInfiniteQuery({
    queryKey: vaultKey(organization, variable.environment, "versions", variable.id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Version>>(`/api/core/variables/${variable.id}/versions/`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

export const useTimeline = (organization: string, environment: string) =>
  useInfiniteQuery({
    queryKey: vaultKey(organization, environment, "history"),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ChangeSet>>(`/api/core/environments/${environment}/history/`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

export const useTrash = (organization: string, environment: string) =>
  useQuery({
    queryKey: vaultKey(organization, environment, "trash"),
    queryFn: ({ signal }) => api.get<Listing<Variable>>("/api/core/variables/", { query: { environment, deleted: true }, signal }),
  });

/** A new version equal to an old one, or a deleted variable back. */
export function useRestoreVariable(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: { id: string; version?: number }) =>
      version === undefined
        ? api.post<Variable>(`/api/core/variables/${id}/restore/`)
        : api.post<Variable>(`/api/core/variables/${id}/rollback/`, { version }),
    onSettled: () => client.invalidateQueries({ queryKey: orgKey(organization, "vault") }),
  });
}
