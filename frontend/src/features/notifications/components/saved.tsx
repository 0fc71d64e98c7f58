/** Whether what was chosen is kept: it stays in sight while one scrolls, and needs nothing to be fetched first. */
"use client";

import { Check, CircleAlert } from "lucide-react";

import { explain } from "@/lib/api/problem";
import { cn } from "@/lib/cn";

interface SavedProps {
  saving: boolean;
  saved: boolean;
  error: unknown;
}

export function Saved({ saving, saved, error }: SavedProps) {
  const silent = !saving && !saved && !error;
  return (
    <div
      role="status"
      className={cn(
        "pointer-events-none sticky bottom-3 z-10 flex items-center gap-1.5 justify-self-end text-sm",
        !silent && "rounded-md border bg-surface px-3 py-1.5 shadow-float",
        // Good news leaves the view again, what failed stays.
        !saving && saved && "animate-out fade-out-0 delay-3000 duration-500 fill-mode-forwards",
      )}
    >
      {saving ? "Saving…" : null}
      {!saving && saved ? (
        <>
          <Check aria-hidden className="size-4 text-ok" /> Saved
        </>
      ) : null}
      {!saving && error ? (
        <>
          <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
          <span>
            <span className="font-medium">Not saved, and put back.</span> {explain(error)}
          </span>
        </>
      ) : null}
    </div>
  );
}
