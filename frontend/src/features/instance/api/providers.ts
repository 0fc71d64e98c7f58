import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { configKey } from "@/hooks/use-config";
import { api } from "@/lib/api/client";
import type { Listing, NewProvider, Provider, ProviderChanges, ProviderTrial } from "@/lib/api/types";

const key = ["instance", "providers"] as const;
const path = "/api/auth/providers/";
const one = (slug: string) => `${path}${encodeURIComponent(slug)}/`;

export const useProviders = () =>
  useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.get<Listing<Provider>>(path, { signal })).results });

/** The sign-in page shows other buttons now. Nobody waits: what asked may go away with the list. */
function changed(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: key });
  void client.invalidateQueries({ queryKey: configKey });
}

export function useAddProvider() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: NewProvider) => api.post<Provider>(path, body), onSuccess: () => changed(client) });
}

export function useChangeProvider(slug: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: ProviderChanges) => api.patch<Provider>(one(slug), body), onSuccess: () => changed(client) });
}

export function useRemoveProvider(slug: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => api.delete(one(slug)), onSuccess: () => changed(client) });
}

export const useTryProvider = (slug: string) => useMutation({ mutationFn: () => api.post<ProviderTrial>(`${one(slug)}test/`) });
