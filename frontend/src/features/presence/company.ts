/** Who is on a stream, as its frames tell: `present` says it whole, `presence` each change. */
import type { LiveFrame, StreamFrame } from "@/lib/live/frames";

export interface Attendant {
  id: string;
  doing: "looking" | "editing";
  /** Names of the variables being edited. */
  keys: readonly string[];
}

export interface Company {
  /** Null while nobody can tell, and where there are too many to be named. */
  people: ReadonlyMap<string, Attendant> | null;
  count: number;
}

export const UNKNOWN: Company = { people: null, count: 0 };

/** The company after a frame; the same one when the frame says nothing about it. */
export function after(company: Company, frame: StreamFrame): Company {
  if (frame.type === "present") return present(frame);
  if (frame.type !== "presence" || !company.people) return company;
  const who = attendant(frame);
  if (!who) return company;
  const people = new Map(company.people);
  if (frame.on === true) people.set(who.id, who);
  else people.delete(who.id);
  return { people, count: people.size };
}

function present(frame: StreamFrame): Company {
  const count = typeof frame.count === "number" ? frame.count : 0;
  const listed = (Array.isArray(frame.people) ? (frame.people as LiveFrame[]) : []).flatMap((one) => attendant(one) ?? []);
  return { people: listed.length < count ? null : new Map(listed.map((one) => [one.id, one])), count };
}

function attendant({ user, doing, keys }: Record<string, unknown>): Attendant | null {
  if (typeof user !== "string") return null;
  const names = Array.isArray(keys) ? keys.filter((key): key is string => typeof key === "string") : [];
  return { id: user, doing: doing === "editing" ? "editing" : "looking", keys: names };
}
