import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { InvitationPreview, Organization } from "@/lib/api/types";
import { meKey } from "@/lib/query";

const root = "/api/core/invitations";

/** What an invitation offers, for whoever holds its token. */
export const useInvitationPreview = (token: string | null | undefined) =>
  useQuery({
    queryKey: ["invitation-preview"],
    queryFn: () => api.post<InvitationPreview>(`${root}/preview/`, { token }, { anonymous: true }),
    enabled: Boolean(token),
    retry: false,
    gcTime: 0,
  });

export function useAcceptInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => api.post<{ organization: Organization }>(`${root}/accept/`, { token }),
    onSuccess: () => client.invalidateQueries({ queryKey: meKey("organizations") }),
  });
}

export const useDeclineInvitation = () =>
  useMutation({ mutationFn: (token: string) => api.post<void>(`${root}/decline/`, { token }, { anonymous: true }) });

