/** Everything a row can do, as a menu: behind its dots and under the right mouse button. */
"use client";

import { ContextMenu, DropdownMenu } from "radix-ui";
import { type ReactNode, useState } from "react";

import { menuItem, menuPanel } from "@/components/ui/menu";
import type { Kind } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import type { Row } from "../../drafts/changes";
import { KIND_LABELS } from "./marks";
import type { EnvironmentScope } from "./scope";
import { isEditable, isReadable, type RowActions } from "./use-row-actions";

interface ItemsProps {
  row: Row;
  actions: RowActions;
  scope: EnvironmentScope;
  kind: "menu" | "context";
}

interface Entry {
  label: string;
  run: () => void;
  danger?: boolean;
}

function entriesOf({ row, actions, scope }: ItemsProps): Entry[] {
  const readable = scope.mayRead && isReadable(row);
  const editable = scope.mayWrite && isEditable(row);
  const shown = row.variable !== null && scope.reveals.values.has(row.variable.id);
  const kinds = (Object.keys(KIND_LABELS) as Kind[]).filter((one) => one !== (row.draft?.kind ?? row.variable?.kind));
  return [
    ...(readable ? [{ label: shown ? "Hide value" : "Reveal value", run: () => actions.reveal(row) }] : []),
    ...(readable ? [{ label: "Copy value", run: () => actions.copy(row) }] : []),
    ...(editable
      ? [
          { label: "Edit value", run: () => actions.edit(row, "value") },
          { label: "Edit in a large field", run: () => actions.large(row) },
          { label: "Rename", run: () => actions.edit(row, "name") },
          { label: "Edit note", run: () => actions.large(row) },
        ]
      : []),
    ...(row.variable ? [{ label: "History", run: () => actions.history(row) }] : []),
    ...(editable ? kinds.map((to) => ({ label: `Make it ${KIND_LABELS[to].toLowerCase()}`, run: () => actions.patch(row, { kind: to }) })) : []),
    ...(scope.mayWrite && row.state !== "imported"
      ? [{ label: row.state === "deleted" ? "Keep it after all" : row.variable ? "Delete" : "Drop", run: () => actions.remove(row), danger: row.state !== "deleted" }]
      : []),
  ];
}

export function RowMenuItems(props: ItemsProps) {
  const Item = props.kind === "menu" ? DropdownMenu.Item : ContextMenu.Item;
  return entriesOf(props).map(({ label, run, danger }) => (
    // Run after the menu has given the focus back, or it would take it from the field that opens.
    <Item key={label} className={cn(menuItem, danger && "text-danger")} onSelect={() => setTimeout(run, 0)}>
      {label}
    </Item>
  ));
}

interface ContextProps {
  rows: readonly Row[];
  actions: RowActions;
  scope: EnvironmentScope;
  children: ReactNode;
}

export function RowContextMenu({ rows, actions, scope, children }: ContextProps) {
  const [target, setTarget] = useState<string | null>(null);
  const row = rows.find((one) => one.id === target);
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger
        asChild
        onContextMenu={(event) => {
          const id = (event.target as HTMLElement).closest<HTMLElement>("[data-id]")?.dataset.id;
          // Over a field, the browser's own menu with its paste is what one wants.
          if (!id || (event.target as HTMLElement).tagName === "INPUT") event.stopPropagation();
          setTarget(id ?? null);
        }}
      >
        <div>{children}</div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={menuPanel}>
          {row ? <RowMenuItems row={row} actions={actions} scope={scope} kind="context" /> : null}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
