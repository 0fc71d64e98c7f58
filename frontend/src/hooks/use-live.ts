/** The tab's socket: started while signed in, joined to the organization in view. */
"use client";

import { useEffect, useSyncExternalStore } from "react";

import { live } from "@/lib/live/browser";
import type { LiveStatus } from "@/lib/live/socket";

const closed = (): LiveStatus => "closed";

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.watch, live.status, closed);
}

export function useLiveConnection(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    live.start();
    const nudge = () => live.nudge();
    window.addEventListener("online", nudge);
    document.addEventListener("visibilitychange", nudge);
    return () => {
      window.removeEventListener("online", nudge);
      document.removeEventListener("visibilitychange", nudge);
      live.stop();
    };
  }, [on]);
}

export function useLiveStream(stream: string | null): void {
  useEffect(() => {
    if (!stream) return;
    live.join(stream);
    return () => live.leave(stream);
  }, [stream]);
}
