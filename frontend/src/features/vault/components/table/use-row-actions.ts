/** What can be done to a row, from its buttons, its menus and the keyboard alike. */
"use client";

import type { Variable } from "@/lib/api/types";
import { copyLater } from "@/lib/clipboard";
import { done, failed } from "@/lib/toast";

import { revealValue } from "../../api/reveal";
import type { Row } from "../../drafts/changes";
import { baseOf, editNew, editVariable, type Patch, toggleDeleted } from "../../drafts/drafts";
import type { EnvironmentScope } from "./scope";
import type { Editing } from "./variable-table";

export interface RowActions {
  reveal: (row: Row) => void;
  copy: (row: Row) => void;
  history: (row: Row) => void;
  remove: (row: Row) => void;
  edit: (row: Row, field: Editing["field"]) => void;
  large: (row: Row) => void;
  patch: (row: Row, patch: Patch) => void;
}

interface Options extends EnvironmentScope {
  onHistory: (variable: Variable) => void;
  onEdit: (editing: Editing | null) => void;
  onLarge: (row: Row) => void;
}

export const isReadable = (row: Row): boolean => row.variable !== null && row.variable.kind !== "write_only";

/** Rows of a staged import are changed in the import, rows staged for deletion not at all. */
export const isEditable = (row: Row): boolean => row.state !== "imported" && row.state !== "deleted";

export function useRowActions({ drafts, reveals, mayWrite, mayRead, onHistory, onEdit, onLarge }: Options): RowActions {
  const writable = (work: (row: Row) => void) => (row: Row) => {
    if (mayWrite) work(row);
  };
  return {
    reveal: (row) => {
      if (mayRead && row.variable && isReadable(row)) void reveals.toggle(row.variable);
    },
    copy: (row) => {
      const value = row.draft?.value ?? (row.variable ? reveals.values.get(row.variable.id) : undefined);
      const { variable } = row;
      if (value === undefined && !(variable && mayRead && isReadable(row))) return;
      copyLater(async () => value ?? (variable ? revealValue(variable.id) : "")).then(() => done(`Copied ${row.name}`), failed);
    },
    history: (row) => row.variable && onHistory(row.variable),
    remove: writable((row) => {
      if (row.state !== "imported") drafts.update((state) => toggleDeleted(state, row.id, row.variable ? baseOf(row.variable) : null));
    }),
    edit: (row, field) => {
      if (!mayWrite || !isEditable(row)) return;
      if (field === "value" && isMultiline(row, reveals.values)) onLarge(row);
      else onEdit({ row: row.id, field });
    },
    large: writable(onLarge),
    patch: (row, patch) =>
      drafts.update((state) =>
        row.variable
          ? editVariable(state, row.draft?.base ?? baseOf(row.variable), patch, reveals.values.get(row.variable.id))
          : editNew(state, row.id, patch),
      ),
  };
}

function isMultiline(row: Row, values: ReadonlyMap<string, string>): boolean {
  const value = row.draft?.value ?? (row.variable ? values.get(row.variable.id) : undefined);
  return value?.includes("\n") ?? false;
}
