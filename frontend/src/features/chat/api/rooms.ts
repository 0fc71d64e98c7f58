import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { ChatRoom, Page } from "@/lib/api/types";

import { archivedKey, roomsKey } from "./keys";

const root = "/api/core/chat/rooms/";

async function listRooms(organization: string, archived: boolean, signal: AbortSignal): Promise<ChatRoom[]> {
  const found: ChatRoom[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<ChatRoom> = await api.get(root, { query: { organization, archived, limit: 200, cursor }, signal });
    found.push(...page.results);
    cursor = nextCursor(page);
  } while (cursor);
  return found;
}

/** Every room of an organization that is mine to read; what comes live is written into this list. */
export const useRooms = (organization: string | undefined) =>
  useQuery({
    queryKey: roomsKey(organization ?? ""),
    queryFn: ({ signal }) => listRooms(organization ?? "", false, signal),
    enabled: Boolean(organization),
  });

export const useArchivedRooms = (organization: string, enabled: boolean) =>
  useQuery({ queryKey: archivedKey(organization), queryFn: ({ signal }) => listRooms(organization, true, signal), enabled });

export function patchRoom(client: QueryClient, organization: string, id: string, change: (room: ChatRoom) => ChatRoom): void {
  for (const key of [roomsKey(organization), archivedKey(organization)]) {
    client.setQueryData<ChatRoom[]>(key, (rooms) => rooms?.map((room) => (room.id === id ? change(room) : room)));
  }
}

function useAfterChange(organization: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([client.invalidateQueries({ queryKey: roomsKey(organization) }), client.invalidateQueries({ queryKey: archivedKey(organization) })]);
}

export type NewRoom = { kind: "organization"; name: string; topic: string } | { kind: "direct"; user: string };

export function useCreateRoom(organization: string) {
  const settled = useAfterChange(organization);
  return useMutation({ mutationFn: (room: NewRoom) => api.post<ChatRoom>(root, { organization, ...room }), onSuccess: settled });
}

export function useChangeRoom(organization: string, room: string) {
  const settled = useAfterChange(organization);
  return useMutation({ mutationFn: (changes: { name?: string; topic?: string }) => api.patch<ChatRoom>(`${root}${room}/`, changes), onSuccess: settled });
}

export function useArchiveRoom(organization: string, room: string) {
  const settled = useAfterChange(organization);
  return useMutation({
    mutationFn: (archive: boolean) => api.post<ChatRoom>(`${root}${room}/${archive ? "archive" : "unarchive"}/`),
    onSuccess: settled,
  });
}

export function useMuteRoom(organization: string, room: string) {
  const client = useQueryClient();
  const set = (muted: boolean) => patchRoom(client, organization, room, (one) => ({ ...one, muted }));
  return useMutation({
    mutationFn: (muted: boolean) => api.put<unknown>(`${root}${room}/muted/`, { muted }),
    onMutate: set,
    onError: (_error, muted) => set(!muted),
  });
}
