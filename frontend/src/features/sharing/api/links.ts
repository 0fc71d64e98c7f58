import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { NewShareLink, Page, ShareLink, ShareOpened, SharePreview } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

const root = "/api/core/share-links/";

export const sharesKey = (organization: string) => orgKey(organization, "share-links");

export interface NewShare {
  value: string;
  label: string;
  views: number;
  expiresIn: number;
  audience: "anyone" | "members";
}

const create = (organization: string, { expiresIn, ...share }: NewShare) => api.post<NewShareLink>(root, { organization, expires_in: expiresIn, ...share });

/** For a chat message: what names the link in its text. */
export async function sealForMembers(organization: string, secret: Pick<NewShare, "value" | "views" | "expiresIn">): Promise<string> {
  return (await create(organization, { ...secret, label: "", audience: "members" })).ref ?? "";
}

/** What I have shared; as an admin, what everybody has. */
export const useShares = (organization: string) =>
  useInfiniteQuery({
    queryKey: sharesKey(organization),
    queryFn: ({ pageParam, signal }) => api.get<Page<ShareLink>>(root, { query: { organization, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

/** Mutations keep their answers; the link to hand over is in this one, so it is dropped as soon as nobody looks. */
export function useCreateShare(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (share: NewShare) => create(organization, share),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesKey(organization) }),
    gcTime: 0,
  });
}

export function useRevokeShare(organization: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`${root}${id}/`),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesKey(organization) }),
  });
}

/** What a link says of itself; looking does not use it up. */
export const useSharePreview = (token: string | null | undefined) =>
  useQuery({
    queryKey: ["share", token],
    queryFn: ({ signal }) => api.post<SharePreview>(`${root}preview/`, { token }, { anonymous: true, signal }),
    enabled: Boolean(token),
    retry: false,
    gcTime: 0,
    // Opening it changes what it says; that is told by the answer.
    refetchOnWindowFocus: false,
  });

/** Asked for by a press of a button, never by the page itself; the answer stays with the component that asked. */
export const openByToken = (token: string) => api.post<ShareOpened>(`${root}open/`, { token }, { anonymous: true });
export const openAsMember = (id: string) => api.post<ShareOpened>(`${root}${id}/open/`);
