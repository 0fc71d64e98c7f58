/** What has happened to a message, and what comes next, in the order of time. */
"use client";

import type { ReactNode } from "react";

import type { Message } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/text";
import { localTime, utcTime } from "@/lib/time";

import { useNow } from "../../use-now";
import { lasting, secondsSince } from "../../words";

const ENDS = { done: "Delivered", dead: "Given up", dropped: "Dropped by an operator" } as const;

export function Story({ message }: { message: Message }) {
  const now = useNow();
  const tries = message.attempts - (message.claimed_by ? 1 : 0);
  return (
    <ol aria-label="Its story" className="grid border-l border-line-strong pl-4">
      <Step title="Asked for" at={message.created_at} />
      {tries > 0 && message.state !== "done" ? (
        <Step title={plural(tries, "try", "tries")} tone="bad">
          <Reason text={message.last_error || "No reason is known."} />
        </Step>
      ) : null}
      {message.state === "pending" ? <Coming message={message} now={now} /> : null}
      {message.state !== "pending" ? (
        <Step title={ENDS[message.state]} at={message.finished_at} tone={message.state === "done" ? "good" : "bad"}>
          {message.state === "done" && message.attempts > 1 ? `At try number ${message.attempts}.` : null}
          {message.state === "dead" && tries === 0 ? <Reason text={message.last_error} /> : null}
        </Step>
      ) : null}
    </ol>
  );
}

function Coming({ message, now }: { message: Message; now: number }) {
  if (message.claimed_by) {
    return (
      <Step title="In a worker's hands">
        <span className="font-mono text-xs">{message.claimed_by}</span>
      </Step>
    );
  }
  const seconds = -secondsSince(message.available_at, now);
  if (seconds <= 0) return <Step title="Its turn has come">The next free worker takes it.</Step>;
  return (
    <Step title={`Next try in ${lasting(seconds)}`} at={message.available_at}>
      {message.attempts === 0 && message.last_error ? <Reason text={message.last_error} /> : null}
    </Step>
  );
}

const Reason = ({ text }: { text: string }) => <span className="font-mono text-xs">{text}</span>;

interface StepProps {
  title: string;
  at?: string | null;
  tone?: "good" | "bad";
  children?: ReactNode;
}

function Step({ title, at, tone, children }: StepProps) {
  return (
    <li className="relative pb-3 last:pb-0">
      <span
        aria-hidden
        className={cn("absolute top-1.5 -left-[21px] size-2.5 rounded-full border-2 border-surface bg-line-strong", tone === "good" && "bg-ok", tone === "bad" && "bg-danger")}
      />
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{title}</span>
        {at ? (
          <time dateTime={at} title={utcTime(at)} className="text-xs text-muted">
            {localTime(at)}
          </time>
        ) : null}
      </p>
      {children ? <p className="text-sm text-muted [overflow-wrap:anywhere]">{children}</p> : null}
    </li>
  );
}
