/** The table itself. */
"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useState } from "react";

import { Th } from "@/components/ui/table";

import { useAround } from "../../around";
import { conflicts, problems, type Row } from "../../drafts/changes";
import type { EnvironmentScope } from "./scope";
import type { RowActions } from "./use-row-actions";
import { VariableRow } from "./variable-row";
import type { Editing } from "./variable-table";

const ROW_HEIGHT = 41;
/** Below this every row is in the page, for find-in-page and for screen readers' tables. */
const VIRTUAL_FROM = 200;

export interface BodyProps {
  scope: EnvironmentScope;
  rows: readonly Row[];
  active: number;
  onActive: (index: number) => void;
  editing: Editing | null;
  onEditing: (editing: Editing | null) => void;
  actions: RowActions;
}

export function TableBody(props: BodyProps) {
  const { scope, rows, editing, onEditing, active, onActive, actions } = props;
  const { state } = scope.drafts;
  const { editors } = useAround();
  const wrong = useMemo(() => problems(state, scope.variables), [state, scope.variables]);
  const clashing = useMemo(() => new Map(conflicts(state, scope.variables).map((one) => [one.draft.row, one])), [state, scope.variables]);
  const { measure, indexes, before, after } = useWindow(rows.length);
  return (
    <div className="rounded-md border bg-surface max-md:-mx-4 max-md:rounded-none max-md:border-x-0">
      <table aria-label={`Variables of ${scope.environment.name}`} aria-rowcount={rows.length + 1} className="w-full table-fixed border-collapse text-sm">
        <thead className="sticky top-11 z-10">
          <tr>
            <Th className="w-[44%] rounded-tl-md md:w-[28%]">Name</Th>
            <Th>Value</Th>
            <Th className="hidden w-24 lg:table-cell">Type</Th>
            <Th className="hidden w-[15%] xl:table-cell">Note</Th>
            <Th className="hidden w-48 lg:table-cell">Changed</Th>
            <Th className="w-12 rounded-tr-md md:w-36">
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody ref={measure}>
          {before > 0 ? <Spacer height={before} /> : null}
          {indexes.map((index) => {
            const row = rows[index];
            return row ? (
              <VariableRow
                key={row.id}
                row={row}
                index={index}
                active={index === active}
                onActive={onActive}
                editing={editing?.row === row.id ? editing.field : null}
                onEditing={onEditing}
                actions={actions}
                scope={scope}
                problem={wrong.get(row.id) ?? null}
                conflict={clashing.get(row.id) ?? null}
                editor={editors.get(row.variable?.name ?? "")}
              />
            ) : null;
          })}
          {after > 0 ? <Spacer height={after} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height }} colSpan={6} />
    </tr>
  );
}

/** Which rows to draw, and how much empty room stands for the others. */
function useWindow(count: number) {
  const virtual = count > VIRTUAL_FROM;
  const [offset, setOffset] = useState(0);
  const measure = useCallback((body: HTMLElement | null) => {
    if (body) setOffset(body.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({ count, estimateSize: () => ROW_HEIGHT, overscan: 12, scrollMargin: offset, enabled: virtual });
  const everything = useMemo(() => Array.from({ length: count }, (_, index) => index), [count]);
  if (!virtual) return { measure, indexes: everything, before: 0, after: 0 };
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    measure,
    indexes: items.map((item) => item.index),
    before: first ? first.start - offset : 0,
    after: last ? virtualizer.getTotalSize() - (last.end - offset) : 0,
  };
}
