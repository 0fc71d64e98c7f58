/** Presence as React sees it. */
"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";

import { live } from "@/lib/live/browser";

import { Companies } from "./companies";
import { type Company, UNKNOWN } from "./company";

export const companies = new Companies(live, {
  now: () => Date.now(),
  random: Math.random,
  setTimeout: (work, ms) => window.setTimeout(work, ms),
  clearTimeout: (handle) => window.clearTimeout(handle),
});

/** Who is on a stream: `o:<organization>` for who is online, `e:<environment>` for who is at it. */
export function usePresence(stream: string | null): Company {
  useEffect(() => (stream ? companies.follow(stream) : undefined), [stream]);
  return useSyncExternalStore(
    companies.subscribe,
    () => (stream ? companies.get(stream) : UNKNOWN),
    () => UNKNOWN,
  );
}

/** The people of an organization who are online; null while nobody can tell, and where they are too many. */
export function useOnline(organization: string): ReadonlySet<string> | null {
  const { people } = usePresence(`o:${organization}`);
  return useMemo(() => people && new Set(people.keys()), [people]);
}
