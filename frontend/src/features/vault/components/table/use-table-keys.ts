/** The keyboard of the table. */
"use client";

import type { RefObject } from "react";

import { useListKeys } from "@/hooks/use-list-keys";
import { useShortcuts } from "@/hooks/use-shortcuts";

import type { Row } from "../../drafts/changes";
import type { RowActions } from "./use-row-actions";

interface TableKeys {
  rows: readonly Row[];
  active: number;
  setActive: (index: number) => void;
  table: RefObject<HTMLElement | null>;
  actions: RowActions;
  add: (() => void) | null;
  undo: () => void;
  review: () => void;
}

export function useTableKeys({ rows, active, setActive, table, actions, add, undo, review }: TableKeys): void {
  const on = (work: (row: Row) => void) => () => {
    const row = rows[active];
    if (!row) return false;
    work(row);
  };
  const edit = on((row) => actions.edit(row, "value"));
  useListKeys({ count: rows.length, active, onMove: setActive, container: table });
  useShortcuts({
    r: on(actions.reveal),
    c: on(actions.copy),
    h: on(actions.history),
    d: on(actions.remove),
    Enter: edit,
    F2: edit,
    n: () => (add ? add() : false),
    z: undo,
    "mod+s": review,
  });
}
