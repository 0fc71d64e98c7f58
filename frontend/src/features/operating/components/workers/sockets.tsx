/** Live updates, by web process: how many sockets each holds, and whether what it is told arrives in time. */
"use client";

import { Badge } from "@/components/ui/badge";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { WebProcess } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { lasting, secondsSince, took } from "../../words";
import { Block, Nothing } from "./block";

const BUS = {
  up: { label: "up", tone: "ok", about: "What happens reaches this process at once." },
  down: { label: "down", tone: "danger", about: "Redis does not carry messages here: this process looks every ten seconds." },
  idle: { label: "idle", tone: "plain", about: "No socket was opened here yet." },
} as const;

const busOf = ({ bus_up }: WebProcess) => (bus_up === null ? BUS.idle : bus_up ? BUS.up : BUS.down);
const inTime = (milliseconds: number | null): string => (milliseconds === null ? "—" : took(milliseconds));

export function Sockets({ nodes, now }: { nodes: WebProcess[]; now: number }) {
  const open = nodes.reduce((sum, { connections }) => sum + connections, 0);
  const waiting = nodes.reduce((sum, node) => sum + node.waiting, 0);
  const note = `${plural(open, "socket")} open${waiting > 0 ? `, ${plural(waiting, "request")} waiting for a stream` : ""}`;
  return (
    <Block id="sockets" title="Live updates" note={note}>
      {nodes.length === 0 ? (
        <Nothing>No web process has told of its sockets within the last half minute.</Nothing>
      ) : (
        <Table label="Live updates">
          <thead>
            <tr>
              <Th>Web process</Th>
              <Th className="text-right">Sockets</Th>
              <Th className="text-right">Streams</Th>
              <Th>Bus</Th>
              <Th className="text-right">Bus takes</Th>
              <Th className="text-right">Loop is late</Th>
              <Th className="text-right">Wake-ups lost</Th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <Tr key={node.node}>
                <Td>
                  <span className="font-mono text-xs [overflow-wrap:anywhere]">{node.node}</span>
                  <span className="block text-xs whitespace-nowrap text-muted">up {lasting(secondsSince(node.started_at, now))}</span>
                </Td>
                <Td className="text-right whitespace-nowrap tabular-nums">
                  {node.connections.toLocaleString("en")}
                  {node.most === null ? null : <span className="text-muted"> of {node.most.toLocaleString("en")}</span>}
                </Td>
                <Td className="text-right tabular-nums">{node.streams.toLocaleString("en")}</Td>
                <Td>
                  <Badge tone={busOf(node).tone} title={busOf(node).about}>
                    {busOf(node).label}
                  </Badge>
                </Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{inTime(node.bus_ms)}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{inTime(node.lag_ms)}</Td>
                <Td className="text-right tabular-nums">{node.gaps.toLocaleString("en")}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Block>
  );
}
