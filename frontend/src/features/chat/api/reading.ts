import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { api } from "@/lib/api/client";
import { Problem } from "@/lib/api/problem";
import type { ChatReading, ChatRoom } from "@/lib/api/types";

import { readingsKey } from "./keys";
import { patchRoom } from "./rooms";

const PAUSE_MS = 1_000;
const AGAIN_MS = 5_000;

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

/** Tells the server how far I have read, one telling after the other; what it didn't hear is told again. */
class ReadMark {
  private wanted = 0;
  private told = 0;
  private timer = 0;

  constructor(
    private readonly room: string,
    private readonly onTold: (no: number) => void,
  ) {}

  /** False when that was known. */
  move(no: number): boolean {
    if (no <= this.wanted) return false;
    this.wanted = no;
    if (!this.timer) this.later(this.told ? PAUSE_MS : 0);
    return true;
  }

  private later(ms: number): void {
    this.timer = window.setTimeout(() => void this.tell(), ms);
  }

  private async tell(): Promise<void> {
    const no = this.wanted;
    try {
      await api.post(`/api/core/chat/rooms/${this.room}/read/`, { no });
      this.told = no;
      this.onTold(no);
      this.timer = 0;
      if (this.wanted > no) this.later(PAUSE_MS);
    } catch (error) {
      this.timer = 0;
      if (error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500)) this.later(AGAIN_MS);
    }
  }
}

/** Marks what was read, at most once a second; the badge goes at once. */
export function useMarkRead(organization: string, room: string) {
  const client = useQueryClient();
  const [mark] = useState(() => new ReadMark(room, (no) => patchRoom(client, organization, room, (one) => readUpTo(one, no))));
  return useCallback(
    (no: number) => {
      if (mark.move(no)) patchRoom(client, organization, room, (one) => readUpTo(one, no));
    },
    [client, organization, room, mark],
  );
}
