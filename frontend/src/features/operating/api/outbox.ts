import { type InfiniteData, type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { Message, MessageDetail, Page } from "@/lib/api/types";

import type { MessageFilters } from "../filters";
import { ALWAYS, key, path, POLL_MS } from "./keys";

const outbox = `${path}outbox/`;
const PER_PAGE = 50;

type Pages = InfiniteData<Page<Message>, string | null>;

/** Whether something on the only page that is shown moves by itself. Longer lists stand still while they are read. */
const moves = (pages: Pages | undefined): boolean =>
  pages?.pages.length === 1 && pages.pages[0]?.results.some(({ state }) => state === "pending") === true;

export const useOutbox = (filters: MessageFilters) =>
  useInfiniteQuery({
    queryKey: key("outbox", "list", filters),
    queryFn: ({ pageParam, signal }) => api.get<Page<Message>>(outbox, { query: { ...filters, cursor: pageParam, limit: PER_PAGE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    refetchInterval: ({ state }) => (moves(state.data) ? POLL_MS : false),
    ...ALWAYS,
  });

export const useMessage = (id: string) =>
  useQuery({
    queryKey: key("outbox", "one", id),
    queryFn: ({ signal }) => api.get<MessageDetail>(`${outbox}${encodeURIComponent(id)}/`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "pending" ? POLL_MS : false),
    ...ALWAYS,
  });

interface Count {
  count: number;
}

/** The list, the figures, and what is open show it at once. */
const changed = (client: QueryClient) => client.invalidateQueries({ queryKey: key() });

function useCounted<T>(send: (body: T) => Promise<Count>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => changed(client), ...ALWAYS });
}

export const useResend = () => useCounted((ids: string[]) => api.post<Count>(`${outbox}resend/`, { ids }));
export const useDrop = () => useCounted((ids: string[]) => api.post<Count>(`${outbox}drop/`, { ids }));

/** All that was given up, or all that was for one reason. */
export const useResendDead = () => useCounted((reason: string) => api.post<Count>(`${outbox}resend-dead/`, reason ? { reason } : {}));
