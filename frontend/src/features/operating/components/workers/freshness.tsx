/** How old the figures are; loud only when they are older than they should be. */
"use client";

import type { UseQueryResult } from "@tanstack/react-query";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";
import { cn } from "@/lib/cn";

import { POLL_MS } from "../../api/keys";
import { lasting } from "../../words";

/** Older than this they say how it was, and not how it is. */
const OLD_SECONDS = 20;

type Asked = Pick<UseQueryResult, "dataUpdatedAt" | "error" | "refetch" | "isFetching">;

/** How old the figures are in seconds, once that is worth a word. */
export function oldAge({ dataUpdatedAt, error }: Pick<Asked, "dataUpdatedAt" | "error">, now: number): number | null {
  const age = (now - dataUpdatedAt) / 1000;
  return error && age > OLD_SECONDS ? age : null;
}

export function Freshness({ query, now }: { query: Asked; now: number }) {
  const age = Math.max(0, now - query.dataUpdatedAt) / 1000;
  if (query.error) {
    const again = (
      <Button size="sm" busy={query.isFetching} onClick={() => void query.refetch()}>
        Ask now
      </Button>
    );
    return (
      <Notice tone="warn" className="max-sm:flex-col max-sm:items-start" title={`These figures are ${lasting(age)} old`} action={again}>
        {explain(query.error)} Asking again every {POLL_MS / 1000} seconds.
      </Notice>
    );
  }
  return (
    <p className="flex items-center gap-1.5 justify-self-end font-mono text-2xs text-muted">
      <span aria-hidden className={cn("size-1.5 rounded-full", age < 2 * (POLL_MS / 1000) ? "bg-ok" : "bg-line-strong")} />
      figures of {lasting(age)} ago
    </p>
  );
}
