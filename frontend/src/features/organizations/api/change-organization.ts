import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Organization } from "@/lib/api/types";
import { forgetOrganization } from "@/lib/query";

import { organizationsKey } from "./list-organizations";

const path = (id: string) => `/api/core/organizations/${id}/`;

export function useUpdateOrganization(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; slug?: string; require_mfa?: boolean }) => api.patch<Organization>(path(id), body),
    onSuccess: (changed) =>
      client.setQueryData<Organization[]>(organizationsKey, (known) => known?.map((one) => (one.id === id ? changed : one))),
  });
}

/** Deleting, leaving: either way the organization is gone for this person, and all its data with it. */
export function useExitOrganization(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (how: { leave: true } | { confirm: string }) =>
      "leave" in how ? api.post<void>(`${path(id)}leave/`) : api.delete(path(id), { confirm: how.confirm }),
    onSuccess: async () => {
      await forgetOrganization(client, id);
      client.setQueryData<Organization[]>(organizationsKey, (known) => known?.filter((one) => one.id !== id));
    },
  });
}

export function useTransferOrganization(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) => api.post<Organization>(`${path(id)}transfer/`, { user_id: userId }),
    onSuccess: () => client.invalidateQueries(),
  });
}
