import { queryOptions, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Comparison } from "@/lib/api/types";

import { vaultKey } from "./keys";

/** Which names two environments share and whether the values are equal, without showing one. */
export const comparisonOptions = (organization: string, left: string, right: string) =>
  queryOptions({
    queryKey: vaultKey(organization, left, "compare", right),
    queryFn: ({ signal }) => api.get<Comparison>("/api/core/environments/compare/", { query: { left, right }, signal }),
  });

export const useComparison = (organization: string, left: string | undefined, right: string | undefined) =>
  useQuery({ ...comparisonOptions(organization, left ?? "", right ?? ""), enabled: Boolean(left && right && left !== right) });
