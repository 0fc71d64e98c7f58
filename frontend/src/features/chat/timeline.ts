/** The part of a room's messages that is on the screen: without holes, oldest first, changed by pages and by what comes live. */
import type { ChatMessage, MessagePage } from "@/lib/api/types";

export interface Timeline {
  messages: readonly ChatMessage[];
  /** From where there are older ones; null at the room's beginning. */
  before: number | null;
  /** From where there are newer ones; null while the newest is here. */
  after: number | null;
}

export const fromPage = ({ results, before, after }: MessagePage): Timeline => ({ messages: results, before, after });

/** What changed last is true, whichever way it came. */
const later = (a: ChatMessage, b: ChatMessage): ChatMessage => (b.seq >= a.seq ? { ...b, cid: b.cid ?? a.cid } : a);

function merged(...lists: (readonly ChatMessage[])[]): ChatMessage[] {
  const byId = new Map<string, ChatMessage>();
  for (const message of lists.flat()) {
    const known = byId.get(message.id);
    byId.set(message.id, known ? later(known, message) : message);
  }
  return [...byId.values()].sort((a, b) => a.no - b.no);
}

export function withOlder(now: Timeline, page: MessagePage): Timeline {
  return { ...now, messages: merged(page.results, now.messages), before: page.before };
}

export function withNewer(now: Timeline, page: MessagePage): Timeline {
  return { ...now, messages: merged(now.messages, page.results), after: page.after };
}

/** A page just read. What came live while it was under way is newer than it. */
export function fromPageNow(heard: readonly ChatMessage[], page: MessagePage): Timeline {
  return heard.filter(({ seq }) => seq > page.stream.head).reduce(withMessage, fromPage(page));
}

/** A message that was said, changed or taken back. */
export function withMessage(now: Timeline, message: ChatMessage): Timeline {
  const index = now.messages.findIndex(({ id }) => id === message.id);
  const known = now.messages[index];
  if (known) {
    const next = later(known, message);
    return next === known ? now : { ...now, messages: now.messages.map((one) => (one === known ? next : one)) };
  }
  const last = now.messages.at(-1)?.no ?? 0;
  const first = now.messages[0]?.no ?? 0;
  if (message.no > last) return now.after === null ? { ...now, messages: [...now.messages, message] } : now;
  return message.no > first ? { ...now, messages: merged(now.messages, [message]) } : now;
}

export const hasNo = (now: Timeline, no: number): boolean => now.messages.some((message) => message.no === no);
