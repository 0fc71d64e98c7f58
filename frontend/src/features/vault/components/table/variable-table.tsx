/** The variables, filtered, with keyboard and context menu; rows beyond two hundred are drawn only when in view. */
"use client";

import { ClipboardPaste, KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useRef, useState } from "react";

import { EmptyState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { useUser } from "@/hooks/use-session";
import type { Variable } from "@/lib/api/types";

import { type Row, toRows } from "../../drafts/changes";
import { addVariable } from "../../drafts/drafts";
import { useEdited } from "../../use-edited";
import type { ImportSource } from "../import/source";
import { RowContextMenu } from "./row-menu";
import type { EnvironmentScope } from "./scope";
import { TableBody } from "./table-body";
import { Toolbar } from "./toolbar";
import { useFilter } from "./use-filter";
import { useRowActions } from "./use-row-actions";
import { useTableKeys } from "./use-table-keys";

const ValueDialog = dynamic(() => import("./value-dialog").then((module) => module.ValueDialog), { ssr: false });

export interface Editing {
  row: string;
  field: "name" | "value" | "note";
}

interface TableProps extends EnvironmentScope {
  /** Grows each time "Add variable" is pressed. */
  adding: number;
  onHistory: (variable: Variable) => void;
  onReview: () => void;
  onImport: (source: ImportSource) => void;
}

export function VariableTable({ adding, onHistory, onReview, onImport, ...scope }: TableProps) {
  const { drafts, variables, environment, mayWrite } = scope;
  const me = useUser().id;
  const rows = useMemo(() => toRows(drafts.state, variables), [drafts.state, variables]);
  const { text, clear, query, visible } = useFilter(rows, environment, me);
  const [active, setActive] = useState(0);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [large, setLarge] = useState<Row | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const add = () => {
    const row = `new-${crypto.randomUUID()}`;
    clear();
    drafts.update((state) => addVariable(state, row));
    setEditing({ row, field: "name" });
  };
  useAdding(adding, add);
  const open = large?.id ?? editing?.row;
  useEdited(drafts.state, open && (variables.find(({ id }) => id === open)?.name ?? ""));
  const actions = useRowActions({ ...scope, onHistory, onEdit: setEditing, onLarge: setLarge });
  useTableKeys({ rows: visible, active, setActive, table, actions, add: mayWrite ? add : null, undo: drafts.undo, review: onReview });
  const start = mayWrite ? (
    <>
      <Button variant="primary" onClick={() => onImport({ text: "" })}>
        <ClipboardPaste aria-hidden /> Paste or drop a .env file
      </Button>
      <Button onClick={add}>
        <Plus aria-hidden /> Add a variable
      </Button>
    </>
  ) : null;
  if (rows.length === 0) {
    return (
      <EmptyState title="No variables yet" mark={<KeyRound />} action={start}>
        {mayWrite ? "Paste the text of a .env file anywhere on this page, drop the file here, or add variables one by one." : "Nothing is stored in this environment."}
      </EmptyState>
    );
  }
  return (
    <>
      <Toolbar scope={scope} query={query} shown={visible.length} total={rows.length} />
      {visible.length === 0 ? (
        <EmptyState title="Nothing matches" action={<Button onClick={clear}>Clear the search</Button>}>
          No name or note matches <span className="font-mono">{text}</span>.
        </EmptyState>
      ) : (
        <RowContextMenu rows={visible} actions={actions} scope={scope}>
          <div ref={table}>
            <TableBody
              scope={scope}
              rows={visible}
              active={active}
              onActive={setActive}
              editing={editing}
              onEditing={setEditing}
              actions={actions}
            />
          </div>
        </RowContextMenu>
      )}
      {large ? <ValueDialog row={large} scope={scope} actions={actions} onClose={() => setLarge(null)} /> : null}
    </>
  );
}

function useAdding(count: number, add: () => void): void {
  const seen = useRef(count);
  useEffect(() => {
    if (seen.current === count) return;
    seen.current = count;
    add();
  });
}
