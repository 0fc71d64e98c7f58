/** Rows of the outbox: j and k walk, Enter opens, x chooses. */
"use client";

import { useRef, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/input";
import { Table, Td, Th } from "@/components/ui/table";
import { useListKeys } from "@/hooks/use-list-keys";
import { useShortcuts } from "@/hooks/use-shortcuts";
import type { Message } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { localTime, utcTime } from "@/lib/time";

import { kindLabel, spoken, STATES } from "../../words";

interface TableProps {
  list: Message[];
  chosen: ReadonlySet<string>;
  canChoose: (message: Message) => boolean;
  onChoose: (ids: ReadonlySet<string>) => void;
  onOpen: (message: Message) => void;
}

export function MessageTable({ list, chosen, canChoose, onChoose, onOpen }: TableProps) {
  const [active, setActive] = useState(0);
  const table = useRef<HTMLDivElement>(null);
  const toggle = (message: Message | undefined) => {
    if (!message || !canChoose(message)) return;
    const next = new Set(chosen);
    if (!next.delete(message.id)) next.add(message.id);
    onChoose(next);
  };
  useListKeys({ count: list.length, active, onMove: setActive, container: table });
  useShortcuts({
    Enter: () => {
      const message = list[active];
      if (message) onOpen(message);
    },
    x: () => toggle(list[active]),
  });
  return (
    <div ref={table}>
      <Table label="Messages" className="min-w-[52rem]">
        <Head list={list.filter(canChoose)} chosen={chosen} onChoose={onChoose} />
        <tbody>
          {list.map((message, index) => (
            <tr
              key={message.id}
              data-row
              data-row-focus
              tabIndex={index === active ? 0 : -1}
              onFocus={() => setActive(index)}
              onClick={() => onOpen(message)}
              className={cn("cursor-pointer border-b last:border-b-0 hover:bg-paper focus-visible:outline-offset-[-2px]", index === active && "bg-paper")}
            >
              <Td className="w-10 cursor-default" onClick={(event) => event.stopPropagation()}>
                <Checkbox
                  className="block"
                  aria-label={`Choose ${nameOf(message)}${message.recipient ? ` to ${message.recipient}` : ""}`}
                  checked={chosen.has(message.id)}
                  disabled={!canChoose(message)}
                  onChange={() => toggle(message)}
                />
              </Td>
              <Cells message={message} />
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export const nameOf = ({ kind, template }: Pick<Message, "kind" | "template">): string => (template ? spoken(template) : kindLabel(kind));

function Head({ list, chosen, onChoose }: { list: Message[]; chosen: ReadonlySet<string>; onChoose: (ids: ReadonlySet<string>) => void }) {
  const all = list.length > 0 && chosen.size === list.length;
  return (
    <thead>
      <tr>
        <Th className="w-10">
          <Checkbox
            aria-label="Choose all that are shown"
            className="block"
            checked={all}
            disabled={list.length === 0}
            onChange={() => onChoose(new Set(all ? [] : list.map(({ id }) => id)))}
          />
        </Th>
        <Th>Since</Th>
        <Th>What</Th>
        <Th>To</Th>
        <Th>State</Th>
        <Th className="text-right">Tries</Th>
        <Th>Why</Th>
      </tr>
    </thead>
  );
}

function Cells({ message }: { message: Message }) {
  const state = STATES[message.state];
  return (
    <>
      <Td className="whitespace-nowrap text-muted">
        <time dateTime={message.created_at} title={utcTime(message.created_at)}>
          {localTime(message.created_at)}
        </time>
      </Td>
      <Td>
        {nameOf(message)} {message.priority === "urgent" ? <Badge tone="accent">Urgent</Badge> : null}
      </Td>
      <Td className="min-w-44 font-mono text-xs [overflow-wrap:anywhere]">{message.recipient || "—"}</Td>
      <Td>
        <Badge tone={state.tone}>{state.label}</Badge>
      </Td>
      <Td className="text-right tabular-nums">{message.attempts}</Td>
      <Td className="max-w-80 truncate font-mono text-xs text-muted" title={message.last_error}>
        {message.last_error}
      </Td>
    </>
  );
}
