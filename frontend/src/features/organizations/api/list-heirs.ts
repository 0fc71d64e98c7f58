import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Member, Page } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

/** Who could own the organization next. */
export const useHeirs = (organization: string) =>
  useQuery({
    queryKey: orgKey(organization, "members", "heirs"),
    queryFn: async ({ signal }) =>
      (await api.get<Page<Member>>(`/api/core/organizations/${organization}/members/`, { query: { limit: 200 }, signal })).results,
  });
