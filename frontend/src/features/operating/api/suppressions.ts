import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { Page, Suppression } from "@/lib/api/types";

import { ALWAYS, key, path } from "./keys";

const suppressions = `${path}suppressions/`;

export const useSuppressions = (q: string) =>
  useInfiniteQuery({
    queryKey: key("suppressions", q),
    queryFn: ({ pageParam, signal }) => api.get<Page<Suppression>>(suppressions, { query: { q, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    ...ALWAYS,
  });

export function useSuppress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { address: string; reason: string }) => api.post<Suppression>(suppressions, body),
    onSuccess: () => client.invalidateQueries({ queryKey: key() }),
    ...ALWAYS,
  });
}

export function useLift() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Pick<Suppression, "id">) => api.delete(`${suppressions}${id}/`),
    onSuccess: () => client.invalidateQueries({ queryKey: key() }),
    ...ALWAYS,
  });
}
