/** The workers: who lives, who fell silent. */
"use client";

import { Badge } from "@/components/ui/badge";
import type { WorkerProcess } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { lasting, secondsSince } from "../../words";
import { Block, Nothing } from "./block";

export function Processes({ workers, now }: { workers: WorkerProcess[]; now: number }) {
  const alive = workers.filter((worker) => worker.alive).length;
  return (
    <Block id="workers" title="Workers" note={`${alive} alive${workers.length > alive ? `, ${workers.length - alive} silent` : ""}`}>
      {workers.length === 0 ? (
        <Nothing>No worker has shown itself. Start one: it says so here within ten seconds.</Nothing>
      ) : (
        <ul aria-label="Workers" className="divide-y rounded-md border bg-surface">
          {workers.map((worker) => (
            <li key={worker.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
              <Badge tone={worker.alive ? "ok" : "danger"}>{worker.alive ? "alive" : "silent"}</Badge>
              <span className="min-w-0 flex-1 basis-48 font-mono text-xs [overflow-wrap:anywhere]">{worker.name}</span>
              <span className="text-muted">
                {worker.alive ? `up ${lasting(secondsSince(worker.started_at, now))}` : `last seen ${lasting(secondsSince(worker.seen_at, now))} ago`}
              </span>
              <span className="basis-full text-xs text-muted">
                {worker.queues.join(", ")} · {plural(worker.threads, "thread")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
