import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Identity, Listing, User } from "@/lib/api/types";
import { meKey } from "@/lib/query";
import { paths } from "@/lib/routes";
import { session } from "@/lib/session/browser";

const key = meKey("identities");
const path = "/api/auth/identities/";

export const useIdentities = () =>
  useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.get<Listing<Identity>>(path, { signal })).results });

/** Answers where the browser goes to sign in over there; it comes back to the page of connections. */
export const useConnect = () =>
  useMutation({
    mutationFn: async (provider: string) =>
      (await api.post<{ authorize_url: string }>(`${path}${encodeURIComponent(provider)}/`, { next: paths.connections })).authorize_url,
  });

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`${path}${id}/`),
    // Nobody waits: the row that asked goes away with the list.
    onSuccess: () => {
      void api
        .get<User>("/api/auth/profile/")
        .then((user) => session.updateUser(user))
        .catch(() => undefined);
      void client.invalidateQueries({ queryKey: meKey() });
    },
  });
}
