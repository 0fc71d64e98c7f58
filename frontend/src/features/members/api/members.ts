import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { Member, Page, Role } from "@/lib/api/types";
import { meKey, orgKey } from "@/lib/query";

const path = (organization: string) => `/api/core/organizations/${organization}/members/`;

export const useMembers = (organization: string, q = "") =>
  useInfiniteQuery({
    queryKey: orgKey(organization, "members", q),
    queryFn: ({ pageParam, signal }) => api.get<Page<Member>>(path(organization), { query: { q, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

function useAfterChange(organization: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: orgKey(organization, "members") }),
      client.invalidateQueries({ queryKey: meKey("organizations") }),
    ]);
}

export function useChangeRole(organization: string) {
  const settled = useAfterChange(organization);
  return useMutation({
    mutationFn: ({ user, role }: { user: string; role: Role }) => api.patch<Member>(`${path(organization)}${user}/`, { role }),
    onSettled: settled,
  });
}

export function useRemoveMember(organization: string) {
  const settled = useAfterChange(organization);
  return useMutation({
    mutationFn: (user: string) => api.delete(`${path(organization)}${user}/`),
    onSettled: settled,
  });
}
