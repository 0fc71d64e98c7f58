import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Member, Page } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

/** Everybody, up to what one page holds: who could own the organization next, and who has no second factor. */
export const usePeople = (organization: string, enabled = true) =>
  useQuery({
    queryKey: orgKey(organization, "members", "people"),
    enabled,
    queryFn: async ({ signal }) =>
      (await api.get<Page<Member>>(`/api/core/organizations/${organization}/members/`, { query: { limit: 200 }, signal })).results,
  });
