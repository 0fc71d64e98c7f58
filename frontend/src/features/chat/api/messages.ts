import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { api } from "@/lib/api/client";
import type { ChatMessage, MessagePage } from "@/lib/api/types";

import { heard } from "../heard";
import { fromPage, fromPageNow, type Timeline, withMessage, withNewer, withOlder } from "../timeline";
import { messagesKey } from "./keys";

const SIZE = 50;
const MOST = 100;

type Place = { before: number } | { after: number } | { around: number } | Record<string, never>;

const pageOf = (room: string, place: Place, limit = SIZE, signal?: AbortSignal) =>
  api.get<MessagePage>(`/api/core/chat/rooms/${room}/messages/`, { query: { ...place, limit }, signal });

/** The same part again, as it is now. */
function again(now: Timeline | undefined): [Place, number] {
  const middle = now?.messages[Math.floor(now.messages.length / 2)];
  if (!now || now.after === null || !middle) return [{}, Math.min(MOST, Math.max(SIZE, now?.messages.length ?? 0))];
  return [{ around: middle.no }, SIZE];
}

/** The messages of a room, from `at` on when the address names one. */
export function useMessages(organization: string, room: string, at: number | null) {
  const client = useQueryClient();
  const key = messagesKey(organization, room);
  return useQuery({
    queryKey: key,
    // Live frames keep it true; a lost connection makes it stale by itself.
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<Timeline>(key);
      const [place, limit] = again(known);
      const page = await pageOf(room, !known && at !== null ? { around: at } : place, limit, signal);
      return fromPageNow(heard.in(room), page);
    },
  });
}

/** Further back, further on, or somewhere else altogether. What failed says so, until the next try. */
export function useMoveTimeline(organization: string, room: string) {
  const client = useQueryClient();
  const [state, setState] = useState<"still" | "moving" | "failed">("still");
  const move = useCallback(
    async (place: Place, join: (now: Timeline, page: MessagePage) => Timeline) => {
      setState("moving");
      try {
        const page = await pageOf(room, place);
        client.setQueryData<Timeline>(messagesKey(organization, room), (now) => now && join(now, page));
        setState("still");
      } catch {
        setState("failed");
      }
    },
    [client, organization, room],
  );
  return {
    state,
    older: (before: number) => move({ before }, withOlder),
    newer: (after: number) => move({ after }, withNewer),
    jump: (no: number) => move({ around: no }, (_now, page) => fromPage(page)),
    latest: () => move({}, (_now, page) => fromPageNow(heard.in(room), page)),
  };
}

export function putMessage(client: QueryClient, organization: string, message: ChatMessage): void {
  client.setQueryData<Timeline>(messagesKey(organization, message.room), (now) => now && withMessage(now, message));
}

export function useEditMessage(organization: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: ({ id, text }: { id: string; text: string }) => api.patch<ChatMessage>(`/api/core/chat/messages/${id}/`, { text }),
    onSuccess: (message) => putMessage(client, organization, message),
  });
}

export function useDeleteMessage(organization: string, room: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (id: string) => api.delete(`/api/core/chat/messages/${id}/`),
    onSuccess: (_nothing, id) =>
      client.setQueryData<Timeline>(messagesKey(organization, room), (now) => {
        const known = now?.messages.find((message) => message.id === id);
        return now && known ? withMessage(now, { ...known, text: "", deleted: true, mentions: [] }) : now;
      }),
  });
}
