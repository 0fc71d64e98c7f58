/** The value: dots until somebody asks; what is staged; or a field to type in. */
"use client";

import { cn } from "@/lib/cn";
import { size } from "@/lib/text";

import type { Row } from "../../drafts/changes";
import { EditCell } from "./edit-cell";
import { VisibleValue } from "./marks";
import type { EnvironmentScope } from "./scope";
import type { RowActions } from "./use-row-actions";
import type { Editing } from "./variable-table";

interface ValueCellProps {
  row: Row;
  className: string;
  editing: boolean;
  editable: boolean;
  next: (field: Editing["field"] | null) => void;
  actions: RowActions;
  scope: EnvironmentScope;
}

export function ValueCell({ row, className, editing, editable, next, actions, scope }: ValueCellProps) {
  const shown = row.variable ? scope.reveals.values.get(row.variable.id) : undefined;
  const known = row.draft?.value ?? shown;
  if (editing) {
    return (
      <td className={className}>
        <EditCell
          label={`Value of ${row.name || "the new variable"}`}
          cell="value"
          initial={known ?? ""}
          placeholder={known === undefined ? "New value (the stored one stays hidden)" : undefined}
          onMultiline={(value) => {
            actions.patch(row, { value });
            next(null);
          }}
          onCommit={(value) => {
            // Nothing typed over a value nobody saw: that is not "make it empty".
            if (value !== "" || known !== undefined) actions.patch(row, { value });
            next(null);
          }}
          onCancel={() => next(null)}
        />
      </td>
    );
  }
  return (
    <td className={className} onDoubleClick={() => editable && actions.edit(row, "value")}>
      <ValueText row={row} known={known} />
    </td>
  );
}

function ValueText({ row, known }: { row: Row; known: string | undefined }) {
  if (row.state === "imported") return <span className="text-xs text-muted">from the import</span>;
  if (known !== undefined && row.state !== "deleted") {
    return (
      <code className={cn("block max-h-40 overflow-y-auto font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]", row.draft?.value !== undefined && "text-accent")}>
        <VisibleValue value={known} />
      </code>
    );
  }
  const { variable } = row;
  if (!variable) return null;
  if (!variable.has_value || variable.length === 0) return <em className="text-xs text-muted">empty</em>;
  return (
    <span className="flex items-center gap-2 text-muted">
      <span className="sr-only">hidden</span>
      <span aria-hidden className="font-mono tracking-widest">
        ••••••••
      </span>
      <span className="text-xs whitespace-nowrap max-sm:hidden">{size(variable.length)}</span>
    </span>
  );
}
