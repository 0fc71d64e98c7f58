import { queryOptions, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { VariableListing } from "@/lib/api/types";

import { vaultKey } from "./keys";

/** Names and metadata of a whole environment. Never values: those are asked for one by one and kept nowhere. */
export const variablesOptions = (organization: string, environment: string) =>
  queryOptions({
    queryKey: vaultKey(organization, environment, "variables"),
    queryFn: ({ signal }) => api.get<VariableListing>("/api/core/variables/", { query: { environment }, signal }),
  });

export const useVariables = (organization: string, environment: string) => useQuery(variablesOptions(organization, environment));
