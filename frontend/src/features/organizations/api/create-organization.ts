import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Organization } from "@/lib/api/types";

import { organizationsKey } from "./list-organizations";

const createOrganization = (body: { name: string; slug?: string }) =>
  api.post<Organization>("/api/core/organizations/", body);

export function useCreateOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createOrganization,
    onSuccess: (created) => {
      client.setQueryData<Organization[]>(organizationsKey, (known) => [...(known ?? []), created]);
      return client.invalidateQueries({ queryKey: organizationsKey });
    },
  });
}
