/** Messages as lines to show: days, the line above what is new, and who speaks on. */
import type { ChatMessage } from "@/lib/api/types";
import { dayLabel } from "@/lib/time";

export type Line =
  | { kind: "day"; key: string; label: string }
  | { kind: "new"; key: string }
  /** `first`: somebody begins to speak, so their name is shown. */
  | { kind: "message"; key: string; message: ChatMessage; first: boolean };

const SPEAKS_ON_MS = 5 * 60_000;

const voice = (message: ChatMessage): string => message.author?.id ?? message.author_label;

/** `newFrom` is the number of the first message that was not read when the room was opened. */
export function linesOf(messages: readonly ChatMessage[], newFrom: number | null, now = new Date()): Line[] {
  const lines: Line[] = [];
  let day = "";
  let before: ChatMessage | null = null;
  let marked = false;
  for (const message of messages) {
    const label = dayLabel(message.created_at, now);
    if (label !== day) {
      lines.push({ kind: "day", key: `day ${message.created_at.slice(0, 10)} ${label}`, label });
      before = null;
      day = label;
    }
    if (!marked && newFrom !== null && message.no >= newFrom) {
      lines.push({ kind: "new", key: "new" });
      before = null;
      marked = true;
    }
    lines.push({ kind: "message", key: message.id, message, first: !before || !speaksOn(before, message) });
    before = message;
  }
  return lines;
}

function speaksOn(before: ChatMessage, message: ChatMessage): boolean {
  if (before.deleted !== message.deleted || voice(before) !== voice(message)) return false;
  return Date.parse(message.created_at) - Date.parse(before.created_at) < SPEAKS_ON_MS;
}

/** The first message that somebody else wrote after what was read; own words are never news. */
export function firstUnread(messages: readonly ChatMessage[], readNo: number, me: string): number | null {
  return messages.find((message) => message.no > readNo && message.author?.id !== me && !message.deleted)?.no ?? null;
}
