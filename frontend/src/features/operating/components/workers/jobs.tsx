/** What the clock asks for: when each was last done, and what became of it. */
"use client";

import { Badge } from "@/components/ui/badge";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { Job } from "@/lib/api/types";

import { lasting, pace, secondsSince, spoken, took } from "../../words";
import { Block, Nothing } from "./block";

export function Jobs({ jobs, now }: { jobs: Job[]; now: number }) {
  const sorted = [...jobs].sort((one, other) => rank(other) - rank(one) || one.label.localeCompare(other.label));
  return (
    <Block id="jobs" title="Jobs of the clock" note="Each is done by one worker at a time.">
      {jobs.length === 0 ? (
        <Nothing>The clock asks for nothing.</Nothing>
      ) : (
        <Table label="Jobs of the clock">
          <thead>
            <tr>
              <Th>Job</Th>
              <Th>State</Th>
              <Th>Last done</Th>
              <Th className="text-right">Took</Th>
              <Th className="text-right">Runs</Th>
              <Th className="text-right">Failures</Th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((job) => (
              <Tr key={job.name}>
                <Td>
                  <span title={job.name}>{spoken(job.label)}</span> <span className="text-xs whitespace-nowrap text-muted">{pace(job.every_seconds)}</span>
                </Td>
                <Td>
                  <span className="flex flex-wrap gap-1">
                    <Outcome job={job} />
                    {job.late ? <Badge tone="warn">late</Badge> : null}
                  </span>
                </Td>
                <Td className="whitespace-nowrap text-muted">{job.succeeded_at ? `${lasting(secondsSince(job.succeeded_at, now))} ago` : "never"}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{job.milliseconds === null ? "—" : took(job.milliseconds)}</Td>
                <Td className="text-right tabular-nums">{job.runs.toLocaleString("en")}</Td>
                <Td className="text-right tabular-nums">{job.failures.toLocaleString("en")}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Block>
  );
}

const rank = (job: Job): number => (job.outcome === "failed" ? 2 : 0) + (job.late ? 1 : 0);

function Outcome({ job }: { job: Job }) {
  if (job.outcome === "failed") {
    return (
      <>
        <Badge tone="danger">failed</Badge>
        <span className="font-mono text-xs text-danger">{job.error}</span>
      </>
    );
  }
  if (job.outcome === "running") return <Badge tone="info">running</Badge>;
  return job.outcome === "done" ? <Badge tone="ok">done</Badge> : <Badge>not yet</Badge>;
}
