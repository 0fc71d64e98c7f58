/** What the parts of the machinery are called on the pages of operators. */
import type { MessageState, Priority } from "@/lib/api/types";

const KINDS: Record<string, string> = {
  mail: "Mail",
  notify: "Notifications",
  "account.locked": "Locked accounts",
  "identity.picture": "Pictures",
  "sessions.ended": "Ended sessions",
};

export const KIND_NAMES = Object.keys(KINDS);

/** A name of the code as words: `password_reset` is "Password reset". */
export function spoken(name: string): string {
  const words = name.replace(/[._-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const kindLabel = (kind: string): string => KINDS[kind] ?? spoken(kind);

export const PRIORITIES: Record<Priority, { label: string; about: string }> = {
  urgent: { label: "Urgent", about: "Somebody waits for it, or must know at once." },
  normal: { label: "Normal", about: "In its turn." },
  bulk: { label: "Bulk", about: "When nothing else waits." },
};

export const STATES: Record<MessageState, { label: string; tone: "info" | "ok" | "danger" | "plain" }> = {
  pending: { label: "Waiting", tone: "info" },
  done: { label: "Delivered", tone: "ok" },
  dead: { label: "Given up", tone: "danger" },
  dropped: { label: "Dropped", tone: "plain" },
};

export const STATE_NAMES = Object.keys(STATES) as MessageState[];

const UNITS: [string, number][] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
];

/** How long something lasts: "8 s", "3 min", "2 h 5 min", "4 d". */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const unit = UNITS[at];
  if (!unit) return `${whole} s`;
  const [name, size] = unit;
  const count = Math.floor(whole / size);
  const finer = UNITS[at + 1];
  const rest = finer ? Math.floor((whole % size) / finer[1]) : 0;
  return finer && rest > 0 && count < 10 ? `${count} ${name} ${rest} ${finer[0]}` : `${count} ${name}`;
}

export const secondsSince = (iso: string, now: number): number => (now - new Date(iso).getTime()) / 1000;

/** How often the clock asks for a job: "every 30 s". */
export const pace = (seconds: number): string => `every ${lasting(seconds)}`;

/** How long one run took. */
export const took = (milliseconds: number): string => (milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`);

/** What became of a batch: some of it may have left, or been dropped by somebody else, in the meantime. */
export function outcome(what: string, count: number, asked: number): string {
  if (count === asked) return count === 1 ? `The message is ${what}.` : `${count} messages are ${what}.`;
  return `${count} of ${asked} are ${what}; the others have moved on in the meantime.`;
}
