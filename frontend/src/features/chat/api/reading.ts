import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

import { api } from "@/lib/api/client";
import type { ChatReading, ChatRoom } from "@/lib/api/types";

import { readingsKey } from "./keys";
import { patchRoom } from "./rooms";

const PAUSE_MS = 1_000;

/** How far the people of a room have read. */
export const useReadings = (organization: string, room: string) =>
  useQuery({
    queryKey: readingsKey(organization, room),
    queryFn: async ({ signal }) => (await api.get<{ results: ChatReading[] }>(`/api/core/chat/rooms/${room}/readings/`, { signal })).results,
  });

/** Somebody has read on, never back. Who was not in the list yet comes into it with a name, so it is read anew. */
export function putReading(client: QueryClient, organization: string, room: string, user: string, no: number): void {
  const key = readingsKey(organization, room);
  const known = client.getQueryData<ChatReading[]>(key);
  if (!known) return;
  if (!known.some((reading) => reading.user.id === user)) return void client.invalidateQueries({ queryKey: key });
  const at = new Date().toISOString();
  client.setQueryData<ChatReading[]>(key, known.map((reading) => (reading.user.id === user && reading.no < no ? { ...reading, no, at } : reading)));
}

/** A room that was read so far. Which of its mentions lie before that, only the server knows. */
export const readUpTo = (room: ChatRoom, no: number): ChatRoom => ({
  ...room,
  read_no: Math.max(room.read_no, no),
  unread: Math.max(0, room.last_no - Math.max(room.read_no, no)),
  mentions: no >= room.last_no ? 0 : room.mentions,
});

/** Tells how far I have read, at most once a second; the badge goes at once. */
export function useMarkRead(organization: string, room: string) {
  const client = useQueryClient();
  const state = useRef({ told: 0, wanted: 0, timer: 0 });
  return useCallback(
    (no: number) => {
      const now = state.current;
      if (no <= now.wanted) return;
      now.wanted = no;
      patchRoom(client, organization, room, (one) => readUpTo(one, no));
      if (now.timer) return;
      now.timer = window.setTimeout(
        () => {
          now.timer = 0;
          if (now.wanted <= now.told) return;
          const before = now.told;
          now.told = now.wanted;
          // Not told now, then with the next one that is read.
          api.post(`/api/core/chat/rooms/${room}/read/`, { no: now.wanted }).catch(() => void (now.told = before));
        },
        now.told ? PAUSE_MS : 0,
      );
    },
    [client, organization, room],
  );
}
