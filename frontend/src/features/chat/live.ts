/** From the streams of rooms to the cache: what is said, changed, read, and who is typing. */
import type { QueryClient } from "@tanstack/react-query";

import type { AuditEvent, ChatMessage, ChatRoom } from "@/lib/api/types";
import type { StreamFrame } from "@/lib/live/frames";
import { orgKey } from "@/lib/query";

import { archivedKey, messagesKey, readingsKey, roomsKey } from "./api/keys";
import { putMessage } from "./api/messages";
import { putReading, readUpTo } from "./api/reading";
import { patchRoom } from "./api/rooms";
import { type Change, messageOf, roomOf, userOf } from "./frames";
import { heard } from "./heard";
import { Typing } from "./typing";

type Keys = readonly (readonly unknown[])[];

/** Rooms come and go by events of the organization, those of projects with them; names of links by what they name. */
export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): Keys {
  const rooms = /^(chat\.room|vault\.project|tenancy\.member)/.test(verb) ? [roomsKey(organization), archivedKey(organization)] : [];
  const links = /^(sharing\.link|vault\..*\.(renamed|changed|deleted|restored))/.test(verb) ? [orgKey(organization, "chat", "link")] : [];
  return [...rooms, ...links];
}

/** The first words in a direct room, told in one's own stream: nothing else tells that there is such a room. */
export const opensRoom = (frame: StreamFrame): boolean =>
  frame.s.startsWith("a:") && frame.type === "event" && (frame.data as Partial<AuditEvent> | undefined)?.verb === "chat.member.addressed";

const typings = new Map<string, Typing>();

export function typingIn(room: string): Typing {
  const typing = typings.get(room) ?? new Typing();
  typings.set(room, typing);
  return typing;
}

/** A room after something was said in it, as its list shows it. */
export function roomAfter(room: ChatRoom, message: ChatMessage, change: Change, me: string): ChatRoom {
  const { id, no, author, author_label, text, created_at, deleted } = message;
  const newest = no >= room.last_no;
  const last_message = newest ? { id, no, author, author_label, text, created_at, deleted } : room.last_message;
  const after = { ...room, last_message, last_no: Math.max(room.last_no, no), last_at: newest ? created_at : room.last_at };
  if (change !== "message" || no <= room.last_no) return after;
  // Who writes has read what was there.
  if (author?.id === me) return { ...after, unread: 0, mentions: 0, read_no: no };
  return { ...after, unread: room.unread + 1, mentions: room.mentions + (message.mentions.includes(me) ? 1 : 0) };
}

function said(client: QueryClient, organization: string, me: string, frame: StreamFrame): void {
  const { message, change } = messageOf(frame);
  heard.add(message);
  putMessage(client, organization, message);
  if (message.author) typingIn(message.room).said(message.author.id);
  patchRoom(client, organization, message.room, (room) => roomAfter(room, message, change, me));
  // Of one that was not read yet and is gone, only the server knows what is left unread.
  if (change === "delete") void client.invalidateQueries({ queryKey: roomsKey(organization) });
}

function read(client: QueryClient, organization: string, me: string, room: string, frame: StreamFrame): void {
  const user = userOf(frame.user);
  const no = typeof frame.no === "number" ? frame.no : 0;
  putReading(client, organization, room, user, no);
  if (user !== me) return;
  // Read in another tab.
  patchRoom(client, organization, room, (one) => readUpTo(one, no));
}

export function applyFrame(client: QueryClient, organization: string, me: string, frame: StreamFrame): void {
  const room = roomOf(frame.s);
  if (opensRoom(frame)) void client.invalidateQueries({ queryKey: roomsKey(organization) });
  if (!room) return;
  if (frame.type === "message") said(client, organization, me, frame);
  else if (frame.type === "read") read(client, organization, me, room, frame);
  else if (frame.type === "typing" && userOf(frame.user) !== me) {
    typingIn(room).heard(userOf(frame.user), frame.on !== false, typeof frame.ttl === "number" ? frame.ttl : 6);
  } else if (frame.type === "room") {
    for (const queryKey of [roomsKey(organization), archivedKey(organization)]) void client.invalidateQueries({ queryKey });
  }
}

/** The stream did not go on from where we were: what it feeds is read again. */
export function reloadRoom(client: QueryClient, organization: string, room: string): void {
  for (const queryKey of [messagesKey(organization, room), readingsKey(organization, room), roomsKey(organization)]) {
    void client.invalidateQueries({ queryKey });
  }
}

export function loseRoom(client: QueryClient, organization: string, room: string): void {
  client.removeQueries({ queryKey: messagesKey(organization, room) });
  void client.invalidateQueries({ queryKey: orgKey(organization, "chat") });
}
