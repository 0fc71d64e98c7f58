/** What rooms are called, and in which order they stand. */
import type { ChatRoom, Person } from "@/lib/api/types";

import { nameOf } from "./api/people";

/** The other one of a direct room; oneself, when one talks to nobody else. */
export const otherOf = (room: ChatRoom, me: string): Person | undefined => room.people.find(({ id }) => id !== me) ?? room.people[0];

export function titleOf(room: ChatRoom, me: string): string {
  if (room.kind === "direct") {
    const other = otherOf(room, me);
    return other ? nameOf(other) : "Somebody who left";
  }
  return room.kind === "project" ? (room.project?.name ?? room.name) : room.name;
}

/** How it is spoken of inside a sentence. */
export const inWords = (room: ChatRoom, me: string): string => (room.kind === "direct" ? titleOf(room, me) : `#${titleOf(room, me)}`);

export interface RoomGroups {
  organization: ChatRoom[];
  project: ChatRoom[];
  direct: ChatRoom[];
}

/** `general` first, then by name; direct ones by what was said last. */
export function grouped(rooms: readonly ChatRoom[], me: string): RoomGroups {
  const byName = (a: ChatRoom, b: ChatRoom) => Number(b.name === "general") - Number(a.name === "general") || titleOf(a, me).localeCompare(titleOf(b, me));
  const byTime = (a: ChatRoom, b: ChatRoom) => (b.last_at ?? b.created_at).localeCompare(a.last_at ?? a.created_at);
  const of = (kind: ChatRoom["kind"]) => rooms.filter((room) => room.kind === kind && !room.archived);
  return { organization: of("organization").sort(byName), project: of("project").sort(byName), direct: of("direct").sort(byTime) };
}

/** What asks for attention: everything unread, of muted rooms only where one is named. */
export const newsIn = (room: ChatRoom): number => (room.muted ? room.mentions : room.unread);

const MOST_FOLLOWED = 40;

/** Rooms to follow live: those where something is said, and not so many that the connection refuses. */
export function followed(rooms: readonly ChatRoom[], open: string): ChatRoom[] {
  const byTime = (a: ChatRoom, b: ChatRoom) => (b.last_at ?? "").localeCompare(a.last_at ?? "");
  return [...rooms].sort((a, b) => Number(b.id === open) - Number(a.id === open) || byTime(a, b)).slice(0, MOST_FOLLOWED);
}
