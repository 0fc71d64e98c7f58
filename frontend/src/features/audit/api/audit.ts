import { useInfiniteQuery, useMutation } from "@tanstack/react-query";

import { api, type Query, respond } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { AuditEvent, AuditRead, AuditVerdict, Page } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

const path = (organization: string) => `/api/core/organizations/${organization}/audit/`;

export interface AuditFilters {
  actor: string;
  action: string;
  target: string;
  since: string;
  until: string;
  q: string;
}

const asQuery = (filters: AuditFilters): Query => ({ ...filters });

export const useAudit = (organization: string, filters: AuditFilters, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: orgKey(organization, "audit", "events", filters),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEvent>>(path(organization), { query: { ...asQuery(filters), cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    enabled,
  });

export const useAuditReads = (organization: string, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: orgKey(organization, "audit", "reads"),
    queryFn: ({ pageParam, signal }) => api.get<Page<AuditRead>>(`${path(organization)}reads/`, { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    enabled,
  });

export const useVerify = (organization: string) =>
  useMutation({ mutationFn: () => api.get<AuditVerdict>(`${path(organization)}verify/`) });

export async function exportAudit(organization: string, format: "ndjson" | "csv"): Promise<Blob> {
  const response = await respond("GET", `${path(organization)}export/`, { query: { format }, headers: { Accept: "*/*" } });
  return response.blob();
}
