import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Organization, Page } from "@/lib/api/types";
import { meKey } from "@/lib/query";

export const organizationsKey = meKey("organizations");

const listOrganizations = async (signal: AbortSignal): Promise<Organization[]> =>
  (await api.get<Page<Organization>>("/api/core/organizations/", { query: { limit: 200 }, signal })).results;

export const useOrganizations = () =>
  useQuery({ queryKey: organizationsKey, queryFn: ({ signal }) => listOrganizations(signal) });
