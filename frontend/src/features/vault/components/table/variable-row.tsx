/** One variable: name, value, type, note, who changed it, and what can be done. */
"use client";

import { Badge } from "@/components/ui/badge";
import { Ago } from "@/components/ui/time";
import { cn } from "@/lib/cn";

import type { Conflict, Row } from "../../drafts/changes";
import { keepMine } from "../../drafts/changes";
import { dropDraft } from "../../drafts/drafts";
import { EditCell } from "./edit-cell";
import { EditorBadge, KIND_LABELS, StateBadge } from "./marks";
import { RowButtons } from "./row-buttons";
import type { EnvironmentScope } from "./scope";
import { isEditable, type RowActions } from "./use-row-actions";
import { ValueCell } from "./value-cell";
import type { Editing } from "./variable-table";

interface RowProps {
  row: Row;
  index: number;
  active: boolean;
  onActive: (index: number) => void;
  editing: Editing["field"] | null;
  onEditing: (editing: Editing | null) => void;
  actions: RowActions;
  scope: EnvironmentScope;
  problem: string | null;
  conflict: Conflict | null;
  /** Who else edits it now. */
  editor?: string;
}

const cell = "h-10 border-b px-3 py-1 align-middle";

export function VariableRow(props: RowProps) {
  const { row, index, active, onActive, editing, onEditing, actions, scope, problem, conflict, editor } = props;
  const editable = scope.mayWrite && isEditable(row);
  const next = (field: Editing["field"] | null) => onEditing(field ? { row: row.id, field } : null);
  return (
    <tr
      data-row
      data-row-focus
      data-id={row.id}
      aria-rowindex={index + 2}
      tabIndex={active ? 0 : -1}
      onFocus={() => onActive(index)}
      className={cn(
        "group last:[&>td]:border-b-0 hover:bg-paper focus-visible:outline-offset-[-2px]",
        active && "bg-paper",
        row.state && (row.state === "deleted" ? "bg-danger-soft/60" : "bg-accent-soft/50"),
      )}
    >
      <td className={cell}>
        {editing === "name" ? (
          <EditCell
            label={row.variable ? `Name of ${row.variable.name}` : "Name of the new variable"}
            cell="name"
            initial={row.name}
            onCommit={(name, move) => {
              actions.patch(row, { name: name.trim() });
              next(move === "next" || !row.variable ? "value" : null);
            }}
            onCancel={() => {
              if (!row.name && row.draft && !row.draft.base) scope.drafts.update((state) => dropDraft(state, row.id));
              next(null);
            }}
          />
        ) : (
          <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
            <span
              className={cn("min-w-0 font-mono text-sm [overflow-wrap:anywhere]", row.state === "deleted" && "line-through", editable && "cursor-text")}
              onDoubleClick={() => editable && next("name")}
            >
              {row.name || <em className="text-muted">no name yet</em>}
            </span>
            <StateBadge row={row} />
            {editor ? <EditorBadge who={editor} name={row.variable?.name ?? ""} /> : null}
            {problem ? (
              <span role="alert" className="text-xs font-medium text-danger">
                {problem}
              </span>
            ) : null}
          </div>
        )}
        {conflict ? <ConflictChip conflict={conflict} scope={scope} /> : null}
      </td>
      <ValueCell row={row} className={cell} editing={editing === "value"} next={next} actions={actions} scope={scope} editable={editable} />
      <td className={cn(cell, "hidden lg:table-cell")}>
        <span className="text-xs text-muted">{KIND_LABELS[row.draft?.kind ?? row.variable?.kind ?? "secret"]}</span>
      </td>
      <NoteCell {...{ row, editing: editing === "note", editable, next, actions }} />
      <td className={cn(cell, "hidden text-xs text-muted lg:table-cell")}>
        {row.variable ? (
          <span className="block truncate" title={`Version ${row.variable.version}, ${row.variable.updated_by?.email ?? "by a machine"}`}>
            <span className="font-mono">v{row.variable.version}</span> · <Ago at={row.variable.updated_at} short /> ·{" "}
            {row.variable.updated_by?.full_name || row.variable.updated_by?.email}
          </span>
        ) : null}
      </td>
      <td className={cn(cell, "px-1.5")}>
        <RowButtons row={row} actions={actions} scope={scope} />
      </td>
    </tr>
  );
}

interface NoteProps {
  row: Row;
  editing: boolean;
  editable: boolean;
  next: (field: Editing["field"] | null) => void;
  actions: RowActions;
}

function NoteCell({ row, editing, editable, next, actions }: NoteProps) {
  const note = row.draft?.note ?? row.variable?.note ?? "";
  return (
    <td className={cn(cell, "hidden xl:table-cell")}>
      {editing ? (
        <EditCell
          label={`Note of ${row.name}`}
          initial={note}
          onCommit={(text) => {
            actions.patch(row, { note: text.trim() });
            next(null);
          }}
          onCancel={() => next(null)}
        />
      ) : (
        <span className={cn("block truncate text-muted", editable && "cursor-text")} title={note} onDoubleClick={() => editable && next("note")}>
          {note}
        </span>
      )}
    </td>
  );
}

/** Somebody was quicker: say who, and let the reader choose. */
function ConflictChip({ conflict, scope }: { conflict: Conflict; scope: EnvironmentScope }) {
  const { theirs, draft } = conflict;
  const who = theirs?.updated_by?.full_name || theirs?.updated_by?.email || "somebody";
  return (
    <div className="mt-1 flex flex-wrap items-center gap-2 text-xs">
      <Badge tone="warn">
        {theirs ? (
          <>
            changed by {who}, <Ago at={theirs.updated_at} />
          </>
        ) : (
          "deleted by somebody else"
        )}
      </Badge>
      <button type="button" className="min-h-6 text-accent underline underline-offset-2" onClick={() => scope.drafts.update((state) => keepMine(state, conflict))}>
        Keep mine
      </button>
      <button type="button" className="min-h-6 text-accent underline underline-offset-2" onClick={() => scope.drafts.update((state) => dropDraft(state, draft.row))}>
        Take theirs
      </button>
    </div>
  );
}
