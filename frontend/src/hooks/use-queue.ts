/** Messages on their way into a room, as React sees them. */
"use client";

import { useCallback, useSyncExternalStore } from "react";

import { queue } from "@/lib/live/messages";
import type { Outgoing } from "@/lib/live/queue";

const NONE: readonly Outgoing[] = [];
const none = () => NONE;

export function useQueue(room: string): readonly Outgoing[] {
  return useSyncExternalStore(queue.watch, useCallback(() => queue.of(room), [room]), none);
}
