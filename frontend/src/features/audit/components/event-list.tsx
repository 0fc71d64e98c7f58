/** The events, newest first, and one of them in full. */
"use client";

import { ScrollText } from "lucide-react";
import { useRef, useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { useListKeys } from "@/hooks/use-list-keys";
import { useSearchState } from "@/hooks/use-search-state";
import { useShortcuts } from "@/hooks/use-shortcuts";
import type { AuditEvent } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { useOrganization } from "@/lib/scope";
import { localTime, utcTime } from "@/lib/time";

import { useAudit } from "../api/audit";
import { activeFilters, readFilters } from "../filters";
import { sentence, subject } from "../sentence";
import { EventSheet } from "./event-sheet";
import { Filters } from "./filters-bar";

export function EventList() {
  const organization = useOrganization();
  const [search, setSearch] = useSearchState();
  const [opened] = useState(() => Date.now());
  const audit = useAudit(organization.id, readFilters(search, opened), true);
  const list = audit.data?.pages.flatMap((page) => page.results) ?? [];
  const filters = activeFilters(search);
  const clear = () => setSearch(Object.fromEntries(filters.map((name) => [name, null])));
  return (
    <>
      <Filters search={search} setSearch={setSearch} />
      <QueryView query={audit} needs="the role admin or owner">
        {() =>
          list.length === 0 ? (
            <EmptyState
              title={filters.length > 0 ? "No event matches" : "Nothing has happened yet"}
              mark={<ScrollText />}
              action={filters.length > 0 ? <Button onClick={clear}>Remove the filters: {filters.join(", ")}</Button> : null}
            />
          ) : (
            <Events list={list} />
          )
        }
      </QueryView>
      {audit.hasNextPage ? (
        <Button className="justify-self-center" busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </>
  );
}

function Events({ list }: { list: AuditEvent[] }) {
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState<AuditEvent | null>(null);
  const table = useRef<HTMLDivElement>(null);
  useListKeys({ count: list.length, active, onMove: setActive, container: table });
  useShortcuts({ Enter: () => setOpen(list[active] ?? null) });
  return (
    <div ref={table}>
      <Table label="Events">
        <thead>
          <tr>
            <Th>Time</Th>
            <Th>Who</Th>
            <Th>What</Th>
            <Th>Target</Th>
            <Th>From</Th>
          </tr>
        </thead>
        <tbody>
          {list.map((event, index) => (
            <tr
              key={event.id}
              data-row
              data-row-focus
              tabIndex={index === active ? 0 : -1}
              onFocus={() => setActive(index)}
              onClick={() => setOpen(event)}
              className={cn("cursor-pointer border-b last:border-b-0 hover:bg-paper focus-visible:outline-offset-[-2px]", index === active && "bg-paper")}
            >
              <Td className="whitespace-nowrap text-muted">
                <time dateTime={event.at} title={utcTime(event.at)}>
                  {localTime(event.at)}
                </time>
              </Td>
              <Td className="[overflow-wrap:anywhere]">{event.actor.label || event.actor.kind}</Td>
              <Td>
                {sentence(event.verb)} <span className="text-muted">{subject(event.verb)}</span>
              </Td>
              <Td className="font-mono text-xs [overflow-wrap:anywhere]">{event.target.label}</Td>
              <Td className="font-mono text-xs whitespace-nowrap text-muted">{event.address ?? "—"}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {open ? <EventSheet event={open} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
