/** The cache of server data: one client, its retry rules, and the first parts of every key. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem, Problem } from "./api/problem";

const TRANSIENT = new Set([0, 502, 503, 504]);

export function shouldRetry(failures: number, error: unknown): boolean {
  return error instanceof Problem && TRANSIENT.has(error.status) && failures < 2;
}

export function makeQueryClient(): QueryClient {
  // An organization asks for a second factor from now on: the list of them says which, and its pages say so.
  const look = (error: unknown) => {
    if (isProblem(error, "mfa_required")) void client.invalidateQueries({ queryKey: meKey("organizations") });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: look }),
    mutationCache: new MutationCache({ onError: look }),
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 30_000, gcTime: 5 * 60_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
  return client;
}

/** What belongs to one organization starts with its id, so that leaving it can drop all of it at once. */
export const orgKey = (organization: string, ...rest: readonly unknown[]) => ["org", organization, ...rest] as const;
export const meKey = (...rest: readonly unknown[]) => ["me", ...rest] as const;

export async function forgetOrganization(client: QueryClient, organization: string): Promise<void> {
  await client.cancelQueries({ queryKey: orgKey(organization) });
  client.removeQueries({ queryKey: orgKey(organization) });
}
