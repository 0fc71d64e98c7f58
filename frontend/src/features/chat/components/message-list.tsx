/** What was said in a room, and what is on its way. */
"use client";

import type { ReactNode, RefCallback } from "react";

import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useUser } from "@/hooks/use-session";
import type { Outgoing } from "@/lib/live/queue";

import type { Line } from "../lines";
import type { Timeline } from "../timeline";
import { MessageRow, type RowActions } from "./message-row";
import { PendingRow } from "./pending-row";

interface ListProps extends RowActions {
  box: RefCallback<HTMLDivElement>;
  title: string;
  timeline: Timeline;
  lines: readonly Line[];
  sends: readonly Outgoing[];
  marked: number | null;
  failed: boolean;
  onOlder: () => void;
  onRetry: (cid: string) => void;
  onDrop: (cid: string) => void;
  foot: ReactNode;
}

export function MessageList({ box, title, timeline, lines, sends, marked, failed, onOlder, onRetry, onDrop, foot, ...actions }: ListProps) {
  const me = useUser().id;
  const last = timeline.messages.at(-1);
  const ownLast = last?.author?.id === me && !last.deleted;
  return (
    <div ref={box} role="log" aria-live="off" aria-label={`Messages in ${title}`} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:outline-offset-[-2px]">
      <div className="flex min-h-full flex-col justify-end pb-2">
        {timeline.before === null ? <Beginning title={title} empty={timeline.messages.length === 0} /> : failed ? <Failed onRetry={onOlder} /> : <Older />}
        <ol>
          {lines.map((line) =>
            line.kind === "message" ? (
              <MessageRow key={line.key} message={line.message} first={line.first} marked={marked === line.message.no} {...actions} />
            ) : line.kind === "day" ? (
              <Rule key={line.key} label={line.label} />
            ) : (
              <Rule key={line.key} label="New messages" fresh />
            ),
          )}
          {timeline.after === null
            ? sends.map((item, index) => <PendingRow key={item.cid} item={item} first={index === 0 && !ownLast} onRetry={() => onRetry(item.cid)} onDrop={() => onDrop(item.cid)} />)
            : null}
        </ol>
        {foot}
      </div>
    </div>
  );
}

function Rule({ label, fresh }: { label: string; fresh?: boolean }) {
  return (
    <li data-new={fresh || undefined} className="mt-3 flex items-center gap-3 px-4">
      <span aria-hidden className={fresh ? "h-px flex-1 bg-danger/60" : "h-px flex-1 bg-line"} />
      <span className={fresh ? "text-xs font-semibold text-danger" : "eyebrow"}>{label}</span>
      <span aria-hidden className={fresh ? "h-px w-4 bg-danger/60" : "h-px flex-1 bg-line"} />
    </li>
  );
}

function Beginning({ title, empty }: { title: string; empty: boolean }) {
  return (
    <div className="px-4 pt-8 pb-2">
      <p className="text-lg font-semibold [overflow-wrap:anywhere]">{title}</p>
      <p className="text-muted">{empty ? "Nothing has been said here yet. Say the first word." : "This is where it begins."}</p>
    </div>
  );
}

function Older() {
  return (
    <div role="status" aria-label="Loading older messages" className="grid gap-3 px-4 py-4">
      {[48, 64, 40].map((width) => (
        <div key={width} className="grid grid-cols-[2rem_1fr] gap-3">
          <Skeleton className="size-8" />
          <div className="grid content-center gap-2">
            <Skeleton className="h-3 w-24" />
            <Skeleton className="h-3 max-w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <p role="alert" className="flex flex-wrap items-center justify-center gap-3 p-4 text-sm text-muted">
      Older messages didn&apos;t load.
      <Button size="sm" onClick={onRetry}>
        Try again
      </Button>
    </p>
  );
}
