/** The few figures that one wants to see move. */
"use client";

import Link from "next/link";
import type { ReactNode } from "react";

import type { Figures } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/routes";

import { inOutbox } from "../../filters";
import { lasting, secondsSince } from "../../words";

export function Tiles({ figures, now }: { figures: Figures; now: number }) {
  const { rate, mail, dead, suppressed, queues, lanes } = figures;
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  const oldest = lanes.flatMap(({ oldest_waiting_at }) => oldest_waiting_at ?? []).sort()[0];
  const count = (number: number) => number.toLocaleString("en");
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3 xl:grid-cols-6">
      <Tile label="Delivered" value={count(rate.minute.delivered)} unit="in a minute" foot={`${count(rate.hour.delivered)} in an hour`} />
      <Tile label="Waiting" value={count(waiting)} unit={waiting === 1 ? "message" : "messages"} foot={oldest ? `oldest ${lasting(secondsSince(oldest, now))}` : "nothing waits long"} />
      <Tile
        label="Given up"
        value={count(dead)}
        unit={dead === 1 ? "message" : "messages"}
        bad={dead > 0}
        foot={
          <Link href={inOutbox({ state: "dead" })} className="rounded-sm text-accent underline underline-offset-3">
            Dead letters
          </Link>
        }
      />
      <Tile
        label="Suppressed"
        value={count(suppressed)}
        unit={suppressed === 1 ? "mailbox" : "mailboxes"}
        foot={
          <Link href={`${paths.outbox}?tab=suppressed`} className="rounded-sm text-accent underline underline-offset-3">
            See which
          </Link>
        }
      />
      <Tile
        label="Mail server"
        value={mail.last_accepted_at ? lasting(secondsSince(mail.last_accepted_at, now)) : "—"}
        unit={mail.last_accepted_at ? "since its last letter" : "no letter yet"}
        foot={<span className="font-mono [overflow-wrap:anywhere]">{mail.host}</span>}
      />
      <Tile
        label="In Redis"
        value={figures.broker === "ok" ? count(queues.reduce((sum, { waiting }) => sum + (waiting ?? 0), 0)) : "away"}
        unit={figures.broker === "ok" ? "tasks" : ""}
        bad={figures.broker !== "ok"}
        foot={queues.map(({ name, waiting }) => `${name} ${waiting ?? "?"}`).join(" · ")}
      />
    </dl>
  );
}

interface TileProps {
  label: string;
  value: string;
  unit?: string;
  foot: ReactNode;
  bad?: boolean;
}

function Tile({ label, value, unit, foot, bad }: TileProps) {
  return (
    <div className="bg-surface px-4 py-3">
      <dt className="eyebrow">{label}</dt>
      <dd className="mt-1 grid gap-0.5">
        <span>
          <span className={cn("text-lg font-semibold tabular-nums", bad && "text-danger")}>{value}</span> <span className="text-sm text-muted">{unit}</span>
        </span>
        <span className="text-xs text-muted">{foot}</span>
      </dd>
    </div>
  );
}
