/** The live connection as React sees it: its state, and streams followed for as long as a component is there. */
"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

import { live } from "@/lib/live/browser";
import type { Position } from "@/lib/live/frames";
import type { LiveStatus } from "@/lib/live/link";
import type { StreamListener } from "@/lib/live/listeners";
import type { Live } from "@/lib/live/live";

const closed = (): LiveStatus => "closed";

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.watch, live.status, closed);
}

export function useLive(): { live: Live; status: LiveStatus } {
  return { live, status: useLiveStatus() };
}

export function useLiveConnection(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    live.start();
    const nudge = () => live.nudge();
    const seen = () => document.visibilityState === "visible" && live.nudge();
    window.addEventListener("online", nudge);
    window.addEventListener("offline", nudge);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("online", nudge);
      window.removeEventListener("offline", nudge);
      document.removeEventListener("visibilitychange", seen);
      live.stop();
    };
  }, [on]);
}

/**
 * Follows a stream while mounted. With `from`, what an answer said of the stream that it was read from, nothing is
 * missed between that answer and the first frame; without, it goes on from now and `stale` is called first.
 */
export function useLiveStream(stream: string | null, listener?: StreamListener, from?: Position): void {
  const latest = useRef({ listener, from });
  useEffect(() => {
    latest.current = { listener, from };
  });
  useEffect(() => {
    if (!stream) return;
    const off = live.listen(stream, {
      frame: (frame) => latest.current.listener?.frame?.(frame),
      stale: (name) => latest.current.listener?.stale?.(name),
      lost: (name) => latest.current.listener?.lost?.(name),
    });
    live.join(stream, latest.current.from);
    return () => {
      off();
      live.leave(stream);
    };
  }, [stream]);
}
