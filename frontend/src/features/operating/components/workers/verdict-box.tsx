/** The five seconds: is it well, and if not, what is wrong and where to look. */
"use client";

import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import Link from "next/link";

import type { Figures } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import { judge, type Tone } from "../../health";
import { lasting } from "../../words";

const LOOKS: Record<Tone, { box: string; mark: string; icon: typeof CircleCheck }> = {
  ok: { box: "border-ok/40 bg-ok-soft", mark: "text-ok", icon: CircleCheck },
  warn: { box: "border-warn/40 bg-warn-soft", mark: "text-warn", icon: TriangleAlert },
  danger: { box: "border-danger/40 bg-danger-soft", mark: "text-danger", icon: CircleAlert },
};

const UNKNOWN = { box: "border-line-strong bg-sunken", mark: "text-muted", icon: CircleHelp };

interface VerdictBoxProps {
  figures: Figures;
  now: number;
  /** How many seconds ago it was so, when it can't be asked any more: then it is no answer for now. */
  old: number | null;
}

export function VerdictBox({ figures, now, old }: VerdictBoxProps) {
  const verdict = judge(figures, old === null ? now : now - old * 1000);
  const { box, mark, icon: Icon } = old === null ? LOOKS[verdict.tone] : UNKNOWN;
  return (
    <section aria-label="Is it well?" className={cn("grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-3 rounded-md border px-4 py-3.5", box)}>
      <Icon aria-hidden className={cn("mt-0.5 size-6", mark)} />
      <div>
        {/* Read out when it turns, not at each second that a duration below grows. */}
        <div role="status">
          <h2 className="text-lg">{old === null ? verdict.title : "Nobody knows just now"}</h2>
        </div>
        <p>
          {old === null ? null : `So it stood ${lasting(old)} ago: ${verdict.title.toLowerCase()}. `}
          {verdict.text}
        </p>
      </div>
      {verdict.troubles.length > 0 ? (
        <ul aria-label="What is wrong" className="col-span-2 grid gap-1.5 border-t border-line-strong/40 pt-3">
          {verdict.troubles.map((trouble) => {
            const { mark: colour, icon: Mark } = LOOKS[trouble.tone];
            return (
              <li key={trouble.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
                <Mark aria-label={trouble.tone === "danger" ? "Broken:" : "Trouble:"} className={cn("size-4 shrink-0 self-center", colour)} />
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{trouble.text}</span>
                <Link href={trouble.href} className="rounded-sm font-medium underline underline-offset-3">
                  {trouble.link}
                </Link>
              </li>
            );
          })}
        </ul>
      ) : null}
    </section>
  );
}
