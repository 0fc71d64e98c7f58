import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Member, Page, Person } from "@/lib/api/types";

import { peopleKey } from "./keys";

/** People of the organization, by name or address; the first of many. */
export const usePeople = (organization: string, q = "", enabled = true) =>
  useQuery({
    queryKey: peopleKey(organization, q),
    queryFn: async ({ signal }) => {
      const { results } = await api.get<Page<Member>>(`/api/core/organizations/${organization}/members/`, { query: { q, limit: q ? 20 : 200 }, signal });
      return results.map(({ user }): Person => user);
    },
    staleTime: 5 * 60_000,
    placeholderData: (before) => before,
    enabled,
  });

export const nameOf = (person: Pick<Person, "full_name" | "email">): string => person.full_name || person.email;
