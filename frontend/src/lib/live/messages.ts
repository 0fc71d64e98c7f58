/** Messages of this tab on their way into their rooms: by the socket, or by REST where there is none. */
import { api } from "@/lib/api/client";
import { Problem } from "@/lib/api/problem";
import { session } from "@/lib/session/browser";
import { unsaved } from "@/lib/unsaved";

import { live } from "./browser";
import { type LiveFrame, Refusal } from "./frames";
import { type Outgoing, Queue } from "./queue";

export const roomStream = (room: string): string => `r:${room}`;

const CODES: Record<number, string> = { 0: "offline", 429: "rate_limited", 502: "unavailable", 503: "unavailable", 504: "unavailable" };

/** A problem of the API in the words of the socket. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) return new Refusal("internal", "Something went wrong.");
  const { status, message, retryAfter, errors, extra } = error;
  const code = CODES[status] ?? errors[0]?.code ?? error.code;
  return new Refusal(code, errors[0]?.message ?? message, retryAfter && retryAfter * 1000, { ...extra, type: "error", code });
}

async function deliver({ room, text, cid }: Outgoing): Promise<LiveFrame> {
  const s = roomStream(room);
  if (live.status() === "live" && live.follows(s)) return live.send({ type: "message", s, text, cid });
  try {
    return { type: "ok", ...(await api.post<object>(`/api/core/chat/rooms/${room}/messages/`, { text, cid })) };
  } catch (error) {
    throw refusalOf(error);
  }
}

const isReady = (): boolean => ["live", "polling"].includes(live.status());

export const queue = new Queue({
  newId: () => crypto.randomUUID(),
  isReady,
  deliver,
  now: () => Date.now(),
  random: Math.random,
  setTimeout: (work, ms) => window.setTimeout(work, ms),
  clearTimeout: (handle) => window.clearTimeout(handle),
});

live.watch(() => {
  if (isReady()) queue.wake();
});

live.listen("*", {
  frame: ({ type, cid, user }) => {
    // Names of messages are only their sender's own: another's message can't stand for one of ours.
    const mine = (user as { id?: string } | null | undefined)?.id === session.current().user?.id;
    if (type === "message" && mine && typeof cid === "string") queue.settle(cid);
  },
});

/** Leaving the page, the organization or the account would lose them, so that asks first. */
queue.watch(() => {
  const items = queue.unsent();
  const { organization = "", label = "", href = "" } = items[0] ?? {};
  unsaved.set({ id: "messages", organization, label, href, count: items.length, discard: () => queue.clear() });
});
