import { useMutation, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { UnsubscribePreview, UnsubscribeState } from "@/lib/api/types";

const path = "/api/core/unsubscribe/";

/** What the link of a mail would stop; asking changes nothing. */
export const useUnsubscribePreview = (token: string | null | undefined) =>
  useQuery({
    queryKey: ["unsubscribe", token],
    enabled: Boolean(token),
    networkMode: "always",
    queryFn: ({ signal }) => api.post<UnsubscribePreview>(`${path}preview/`, { token }, { anonymous: true, signal }),
  });

/** Stops the mails, or lets them come again. */
export const useUnsubscribe = (token: string) =>
  useMutation({
    networkMode: "always",
    mutationFn: (stop: boolean) => api.post<UnsubscribeState>(stop ? path : `${path}undo/`, { token }, { anonymous: true }),
  });
