/** Whether what is on the screen is live, in a dot and in words. */
"use client";

import { useLiveStatus } from "@/hooks/use-live";
import { useUnsent } from "@/hooks/use-queue";
import { cn } from "@/lib/cn";
import type { LiveStatus as Status } from "@/lib/live/link";
import { plural } from "@/lib/text";

const WORDS: Record<Status, { label: string; about: string; dot: string }> = {
  live: { label: "Live", about: "Changes appear as they happen.", dot: "bg-ok" },
  connecting: { label: "Connecting", about: "Opening the live connection.", dot: "bg-line-strong" },
  reconnecting: { label: "Reconnecting", about: "The live connection was lost; trying again.", dot: "bg-warn" },
  offline: { label: "Offline", about: "Offline: messages are sent when you are back.", dot: "bg-danger" },
  polling: { label: "Polling", about: "Your network lets no live connection through; KeyNest asks for changes instead.", dot: "bg-warn" },
  refused: { label: "Not live", about: "The server refused the live connection. Reload to try again.", dot: "bg-danger" },
  closed: { label: "Not live", about: "No live connection.", dot: "bg-line-strong" },
};

const CALM: readonly Status[] = ["live", "connecting"];

export function LiveStatus() {
  const status = useLiveStatus();
  const unsent = useUnsent();
  const { label, about, dot } = WORDS[status];
  const isCalm = CALM.includes(status);
  return (
    <span role="status" title={about} className="inline-flex items-center gap-1.5 px-1.5 font-mono text-2xs whitespace-nowrap text-muted">
      <span aria-hidden className={cn("size-1.5 shrink-0 rounded-full", dot)} />
      <span className={cn(isCalm && "max-sm:sr-only")}>{label}</span>
      {unsent > 0 && !isCalm ? <span className="max-md:sr-only">· {plural(unsent, "message")} to send</span> : null}
    </span>
  );
}
