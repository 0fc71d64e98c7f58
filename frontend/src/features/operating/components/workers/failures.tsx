/** Why mail did not leave, by reason, each with the messages that it is about. */
"use client";

import Link from "next/link";

import type { Figures } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { inOutbox } from "../../filters";
import { lasting, secondsSince } from "../../words";
import { Block, Nothing } from "./block";

export function Failures({ mail, now }: { mail: Figures["mail"]; now: number }) {
  return (
    <Block id="failures" title="Why mail fails" note="What stands on messages that wait or were given up.">
      {mail.failures.length === 0 ? (
        <Nothing>No mail fails.</Nothing>
      ) : (
        <ul aria-label="Reasons" className="divide-y rounded-md border bg-surface">
          {mail.failures.map(({ reason, count, last_at }) => (
            <li key={reason} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
              <span className="min-w-0 flex-1 basis-60 font-mono [overflow-wrap:anywhere]">{reason}</span>
              <Link href={inOutbox({ q: reason })} className="rounded-sm underline underline-offset-3">
                {plural(count, "message")}
              </Link>
              <span className="text-muted">last {lasting(secondsSince(last_at, now))} ago</span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
