/** Asks before something that can't be taken back; for the worst, the name must be typed. */
"use client";

import { type FormEvent, type ReactNode, useState } from "react";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  action: string;
  busy?: boolean;
  /** Must be typed before the action is offered. */
  typed?: string;
  tone?: "danger" | "primary";
  onConfirm: () => void;
}

export function Confirm({ open, onOpenChange, title, children, action, busy, typed, tone = "danger", onConfirm }: ConfirmProps) {
  const [text, setText] = useState("");
  const ready = !typed || text.trim() === typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onConfirm();
  };
  const change = (next: boolean) => {
    setText("");
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change} title={title}>
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-2 text-base">{children}</div>
        {typed ? (
          <Field
            label={
              <>
                Type <code className="font-mono font-semibold">{typed}</code> to confirm
              </>
            }
          >
            <Input value={text} onChange={(event) => setText(event.target.value)} autoComplete="off" spellCheck={false} autoFocus />
          </Field>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => change(false)}>Cancel</Button>
          <Button type="submit" variant={tone} disabled={!ready} busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
