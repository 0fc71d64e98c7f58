import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { AccessToken, Detail, DeviceSession, Listing } from "@/lib/api/types";
import { meKey } from "@/lib/query";
import { session } from "@/lib/session/browser";

const key = meKey("sessions");

/** Other sessions end; this one goes on with new tokens. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { current_password: string; password: string }) =>
      api.post<{ tokens: AccessToken }>("/api/auth/password-change/", body, { cookie: "set" }),
    onSuccess: ({ tokens }) => {
      session.adopt(tokens);
      return client.invalidateQueries({ queryKey: key });
    },
  });
}

/** For accounts that have none: the mail that replaces a forgotten one sets the first one, too. */
export const useAskPassword = () =>
  useMutation({ mutationFn: (email: string) => api.post<Detail>("/api/auth/password-reset/", { email }, { anonymous: true }) });

export const useSessions = () =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Listing<DeviceSession>>("/api/auth/sessions/", { signal }) });

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/auth/sessions/${id}/`),
    onSettled: () => void client.invalidateQueries({ queryKey: key }),
  });
}

/** All of them, or all but this one. */
export function useEndSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keepCurrent: boolean) => api.post<void>("/api/auth/logout/all/", { keep_current: keepCurrent }, { cookie: "use" }),
    onSuccess: (_, keepCurrent) => (keepCurrent ? client.invalidateQueries({ queryKey: key }) : session.end()),
  });
}
