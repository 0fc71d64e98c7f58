import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { AccessToken, DeviceSession, Listing } from "@/lib/api/types";
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

export const useSessions = () =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Listing<DeviceSession>>("/api/auth/sessions/", { signal }) });

export function useRevokeSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => Promise.all(ids.map((id) => api.delete(`/api/auth/sessions/${id}/`))),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
