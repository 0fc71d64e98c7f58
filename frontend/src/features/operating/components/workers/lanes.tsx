/** The lanes of the outbox: how deep each is, and how long its first has waited. */
"use client";

import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { Figures, Priority } from "@/lib/api/types";

import { inOutbox } from "../../filters";
import { kindLabel, lasting, PRIORITIES, secondsSince } from "../../words";
import { Block, Nothing } from "./block";

const TONES: Record<Priority, "accent" | "plain"> = { urgent: "accent", normal: "plain", bulk: "plain" };

export function Lanes({ figures, now }: { figures: Figures; now: number }) {
  const lanes = figures.lanes.filter(({ waiting }) => waiting > 0);
  return (
    <Block id="lanes" title="What waits" note="Urgent mail has a lane of its own; nothing else holds it up.">
      {lanes.length === 0 ? (
        <Nothing>Nothing waits: the outbox is empty.</Nothing>
      ) : (
        <Table label="What waits">
          <thead>
            <tr>
              <Th>Lane</Th>
              <Th className="text-right">Waiting</Th>
              <Th className="text-right">Oldest</Th>
              <Th className="text-right">Due now</Th>
              <Th className="text-right">In hand</Th>
              <Th className="text-right">For later</Th>
            </tr>
          </thead>
          <tbody>
            {lanes.map((lane) => (
              <Tr key={`${lane.kind} ${lane.priority}`}>
                <Td>
                  <Link href={inOutbox({ state: "pending", kind: lane.kind })} className="mr-2 rounded-sm underline underline-offset-3">
                    {kindLabel(lane.kind)}
                  </Link>
                  <Badge tone={TONES[lane.priority]} title={PRIORITIES[lane.priority].about}>
                    {PRIORITIES[lane.priority].label}
                  </Badge>
                </Td>
                <Td className="text-right tabular-nums">{lane.waiting.toLocaleString("en")}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{lane.oldest_waiting_at ? lasting(secondsSince(lane.oldest_waiting_at, now)) : "—"}</Td>
                {[lane.due, lane.held, lane.delayed].map((count, index) => (
                  <Td key={index} className="text-right tabular-nums">
                    {count.toLocaleString("en")}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Block>
  );
}
