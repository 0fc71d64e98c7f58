import { useInfiniteQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { FoundMessage, Page } from "@/lib/api/types";

import { searchKey } from "./keys";

/** What was said with these words, newest first: in one room, or in all that are mine to read. */
export const useSearch = (organization: string, room: string | null, q: string) =>
  useInfiniteQuery({
    queryKey: searchKey(organization, room, q),
    queryFn: ({ pageParam, signal }) =>
      room
        ? api.get<Page<FoundMessage>>(`/api/core/chat/rooms/${room}/search/`, { query: { q, cursor: pageParam }, signal })
        : api.get<Page<FoundMessage>>("/api/core/chat/search/", { query: { organization, q, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
    enabled: q.length > 0,
  });
