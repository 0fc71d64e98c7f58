/** Who is typing, and what the connection has to say: one line over the field that is always there. */
"use client";

import { useSyncExternalStore } from "react";

import { useLiveStatus } from "@/hooks/use-live";
import type { LiveStatus } from "@/lib/live/link";

import { typingIn } from "../live";
import { typingWords } from "../typing";
import { useNames } from "./names";

const LINE: Partial<Record<LiveStatus, string>> = {
  connecting: "Connecting…",
  reconnecting: "Reconnecting. What you write is sent as soon as the connection is back.",
  offline: "You are offline. What you write is sent as soon as you are back.",
  polling: "No live connection: new messages come every few seconds.",
  refused: "The live connection was refused. Reload to try again.",
};

const NOBODY: readonly string[] = [];

export function TypingLine({ room }: { room: string }) {
  const nameOf = useNames();
  const typing = typingIn(room);
  const users = useSyncExternalStore(typing.subscribe, typing.current, () => NOBODY);
  const connection = LINE[useLiveStatus()];
  return (
    <p className="flex h-5 items-center gap-2 px-5 text-2xs text-muted">
      {connection ? (
        <span role="status" className="late truncate">
          {connection}
        </span>
      ) : users.length > 0 ? (
        <>
          <span aria-hidden className="flex gap-0.5">
            {[0, 150, 300].map((delay) => (
              <span key={delay} style={{ animationDelay: `${delay}ms` }} className="size-1 animate-bounce rounded-full bg-muted" />
            ))}
          </span>
          <span className="truncate">{typingWords(users.map(nameOf))}</span>
        </>
      ) : null}
    </p>
  );
}
