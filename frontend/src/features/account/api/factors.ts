import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { AccessToken, FactorAdded, Factors, Seed, User } from "@/lib/api/types";
import { meKey } from "@/lib/query";
import { session } from "@/lib/session/browser";

const key = meKey("factors");
const path = "/api/auth/mfa/";

export const useFactors = () => useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Factors>(path, { signal }) });

/**
 * Other sessions ended, this one goes on with new tokens; what organizations ask for may be met now, or no more.
 * Nobody waits for the fetching: whoever asked shows codes that come only once, and must still be there to do so.
 */
function takeUp(client: QueryClient, tokens: AccessToken | undefined): void {
  if (tokens) session.adopt(tokens);
  void api
    .get<User>("/api/auth/profile/")
    .then((user) => session.updateUser(user))
    .catch(() => undefined); // the next visit asks again
  void client.invalidateQueries({ queryKey: meKey() });
}

export const useStartTotp = () => useMutation({ mutationFn: () => api.post<Seed>(`${path}totp/`) });

export function useConfirmTotp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => api.post<FactorAdded>(`${path}totp/confirm/`, { code }, { cookie: "set" }),
    onSuccess: ({ tokens }) => takeUp(client, tokens),
  });
}

export function useRemoveTotp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete<{ tokens: AccessToken }>(`${path}totp/`, undefined, { cookie: "set" }),
    onSuccess: ({ tokens }) => takeUp(client, tokens),
  });
}

export function useNewRecoveryCodes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.post<{ recovery_codes: string[] }>(`${path}recovery-codes/`)).recovery_codes,
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** For factors that are set up elsewhere, as passkeys are. */
export function useFactorsChanged() {
  const client = useQueryClient();
  return (outcome: Partial<FactorAdded>) => takeUp(client, outcome.tokens);
}
