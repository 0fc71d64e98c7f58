import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { Invitation, InvitationOutcome, InvitationState, Listing, Page, Role } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

const path = (organization: string) => `/api/core/organizations/${organization}/invitations/`;
const key = (organization: string, ...rest: unknown[]) => orgKey(organization, "invitations", ...rest);

export const useInvitations = (organization: string, state: InvitationState | null, enabled = true) =>
  useInfiniteQuery({
    queryKey: key(organization, state),
    queryFn: ({ pageParam, signal }) => api.get<Page<Invitation>>(path(organization), { query: { state, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    enabled,
  });

/** Many at once; the answer tells for each address whether it went. */
export function useInvite(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (invitations: { email: string; role: Role }[]) =>
      api.post<Listing<InvitationOutcome>>(path(organization), { invitations }),
    onSettled: () => client.invalidateQueries({ queryKey: key(organization) }),
  });
}

export function useInvitationAction(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action }: { id: string; action: "resend" | "revoke" }): Promise<unknown> =>
      action === "resend" ? api.post(`${path(organization)}${id}/resend/`) : api.delete(`${path(organization)}${id}/`),
    onSettled: () => client.invalidateQueries({ queryKey: key(organization) }),
  });
}

/** Mints a link to hand over by other ways than mail; audited, and never kept here. */
export const invitationLink = async (organization: string, id: string): Promise<string> =>
  (await api.post<{ url: string }>(`${path(organization)}${id}/link/`)).url;
