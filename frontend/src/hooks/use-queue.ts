/** Messages on their way, as React sees them. */
"use client";

import { useCallback, useSyncExternalStore } from "react";

import { queue } from "@/lib/live/messages";
import type { Outgoing } from "@/lib/live/queue";

const NONE: readonly Outgoing[] = [];
const none = () => NONE;

/** Into one room. */
export function useQueue(room: string): readonly Outgoing[] {
  return useSyncExternalStore(queue.watch, useCallback(() => queue.of(room), [room]), none);
}

/** How many, in all rooms, have not been taken yet. */
export function useUnsent(): number {
  return useSyncExternalStore(queue.watch, () => queue.unsent().length, () => 0);
}
