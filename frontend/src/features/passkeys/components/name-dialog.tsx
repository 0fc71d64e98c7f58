/** What a passkey is called: asked for when one is added or renamed. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";

const LONGEST = 80;

interface NameDialogProps {
  title: string;
  lead?: string;
  action: string;
  name: string;
  busy: boolean;
  error: unknown;
  onName: (name: string) => void;
  onClose: () => void;
}

export function NameDialog({ title, lead, action, name, busy, error, onName, onClose }: NameDialogProps) {
  const [text, setText] = useState(name);
  const typed = text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed && !busy) onName(typed);
  };
  return (
    <Dialog open onOpenChange={onClose} title={title} description={lead}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        {error ? <Notice tone="danger">{explain(error)}</Notice> : null}
        <Field label="Name" hint="So that you know which one it is.">
          <Input autoFocus maxLength={LONGEST} autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!typed} busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
