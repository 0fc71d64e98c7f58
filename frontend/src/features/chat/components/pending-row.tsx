/** A message on its way: there at once, paler until the server has it, with what to do when it was refused. */
"use client";

import { Clock3, RotateCcw, TriangleAlert, X } from "lucide-react";

import { Button } from "@/components/ui/button";
import { useLiveStatus } from "@/hooks/use-live";
import { useUser } from "@/hooks/use-session";
import { cn } from "@/lib/cn";
import type { Outgoing } from "@/lib/live/queue";

import { Face } from "./face";
import { MessageText } from "./message-text";

interface PendingProps {
  item: Outgoing;
  first: boolean;
  onRetry: () => void;
  onDrop: () => void;
}

export function PendingRow({ item, first, onRetry, onDrop }: PendingProps) {
  const user = useUser();
  const failed = item.state === "failed";
  const connected = ["live", "polling"].includes(useLiveStatus());
  return (
    <li className={cn("grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3 px-4 py-0.5", first && "mt-2.5")}>
      {first ? <Face person={user} className="mt-0.5 size-8" /> : <span />}
      <div>
        {first ? <p className="truncate font-semibold">{user.full_name || user.email}</p> : null}
        <div className={cn(item.state !== "sent" && "opacity-60")}>
          <MessageText text={item.text} me={user.id} />
        </div>
        {failed ? (
          <p className="flex flex-wrap items-center gap-x-2 text-xs text-danger">
            <TriangleAlert aria-hidden className="size-3.5" />
            Not sent. {item.refusal?.message}
            <Button variant="link" size="sm" className="text-xs" onClick={onRetry}>
              <RotateCcw aria-hidden className="size-3!" /> Try again
            </Button>
            <Button variant="link" size="sm" className="text-xs" onClick={onDrop}>
              <X aria-hidden className="size-3!" /> Drop
            </Button>
          </p>
        ) : item.state === "waiting" ? (
          <p className="flex items-center gap-1 text-2xs text-muted">
            <Clock3 aria-hidden className="size-3" /> {connected ? "Sent in a moment" : "Waiting for the connection"}
          </p>
        ) : item.state === "sending" ? (
          <span className="sr-only">Sending</span>
        ) : null}
      </div>
    </li>
  );
}
