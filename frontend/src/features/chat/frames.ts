/** Frames of a room's stream (`r:<room>`), read with care: they come from the network. */
import type { ChatMessage, Person } from "@/lib/api/types";
import type { StreamFrame } from "@/lib/live/frames";

export type Change = "message" | "edit" | "delete";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const whole = (value: unknown): number => (typeof value === "number" ? value : 0);

export const streamOf = (room: string): string => `r:${room}`;
export const roomOf = (stream: string): string | null => (stream.startsWith("r:") ? stream.slice(2) : null);

function personOf(value: unknown): Person | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  const { id, email, full_name, avatar_url } = value as Record<string, unknown>;
  return { id: text(id), email: text(email), full_name: text(full_name), avatar_url: typeof avatar_url === "string" ? avatar_url : null };
}

/** Some frames name somebody by id, others bring the person. */
export const userOf = (value: unknown): string => (typeof value === "string" ? value : (personOf(value)?.id ?? ""));

export function messageOf(frame: StreamFrame): { message: ChatMessage; change: Change } {
  const author = personOf(frame.user);
  const change = frame.change === "edit" || frame.change === "delete" ? frame.change : "message";
  const message: ChatMessage = {
    id: text(frame.id),
    room: text(frame.room_id) || (roomOf(frame.s) ?? ""),
    no: whole(frame.no),
    seq: whole(frame.seq),
    cid: text(frame.cid) || null,
    author,
    author_label: text(frame.author_label) || author?.full_name || author?.email || "",
    text: text(frame.text),
    created_at: text(frame.ts),
    edited_at: text(frame.edited) || null,
    deleted: frame.deleted === true,
    mentions: Array.isArray(frame.mentions) ? frame.mentions.map(text) : [],
  };
  return { message, change };
}
