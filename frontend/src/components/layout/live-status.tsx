/** Whether what is on the screen is live, in a dot and in words. */
"use client";

import { useLiveStatus } from "@/hooks/use-live";
import { cn } from "@/lib/cn";
import type { LiveStatus as Status } from "@/lib/live/link";

const WORDS: Record<Status, { label: string; about: string; dot: string }> = {
  live: { label: "Live", about: "Changes appear as they happen.", dot: "bg-ok" },
  connecting: { label: "Connecting", about: "Opening the live connection.", dot: "bg-line-strong" },
  reconnecting: { label: "Reconnecting", about: "The live connection was lost; trying again.", dot: "bg-warn" },
  offline: { label: "Offline", about: "Offline: messages are sent when you are back.", dot: "bg-danger" },
  polling: { label: "Polling", about: "Your network lets no live connection through; KeyNest asks for changes instead.", dot: "bg-warn" },
  refused: { label: "Not live", about: "The server refused the live connection. Reload to try again.", dot: "bg-danger" },
  closed: { label: "Not live", about: "No live connection.", dot: "bg-line-strong" },
};

export function LiveStatus() {
  const words = WORDS[useLiveStatus()];
  return (
    <span role="status" title={words.about} className="inline-flex items-center gap-1.5 px-1.5 font-mono text-2xs text-muted">
      <span aria-hidden className={cn("size-1.5 rounded-full", words.dot)} />
      <span className="max-sm:sr-only">{words.label}</span>
    </span>
  );
}
