/** Room for long and many-lined values, and for the note. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { byteLength, size } from "@/lib/text";
import { failed } from "@/lib/toast";

import { revealValue } from "../../api/reveal";
import { type Row, VALUE_MAX_BYTES } from "../../drafts/changes";
import type { EnvironmentScope } from "./scope";
import { isReadable, type RowActions } from "./use-row-actions";

interface ValueDialogProps {
  row: Row;
  scope: EnvironmentScope;
  actions: RowActions;
  onClose: () => void;
}

export function ValueDialog({ row, scope, actions, onClose }: ValueDialogProps) {
  const known = row.draft?.value ?? (row.variable ? scope.reveals.values.get(row.variable.id) : undefined);
  const [value, setValue] = useState<string | undefined>(known);
  const [note, setNote] = useState(row.draft?.note ?? row.variable?.note ?? "");
  const bytes = byteLength(value ?? "");
  const { variable } = row;
  const load = () => variable && revealValue(variable.id).then(setValue, failed);
  const keep = () => {
    actions.patch(row, { note: note.trim(), ...(value === undefined ? {} : { value }) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={<span className="font-mono">{row.name || "New variable"}</span>}
      className="w-[min(94vw,48rem)]"
      footer={
        <>
          <span className="mr-auto text-xs text-muted">
            {value === undefined ? "The stored value stays." : `${size(bytes)} of ${size(VALUE_MAX_BYTES)}`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={keep} disabled={bytes > VALUE_MAX_BYTES}>
            Stage
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field
          label="Value"
          aside={
            value === undefined && variable && scope.mayRead && isReadable(row) ? (
              <Button variant="link" size="sm" onClick={() => void load()}>
                Load the stored value
              </Button>
            ) : null
          }
          error={bytes > VALUE_MAX_BYTES ? "At most 64 KiB." : undefined}
        >
          <Textarea
            autoFocus
            rows={12}
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono text-sm"
            value={value ?? ""}
            placeholder={value === undefined ? "The stored value stays until something is typed here" : "empty"}
            onChange={(event) => setValue(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
            }}
          />
        </Field>
        <Field label="Note" hint="For your team. Never put a secret here: notes are shown to everybody.">
          <Input value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
