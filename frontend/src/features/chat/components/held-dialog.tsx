/**
 * A message was held back, because it holds a stored value: send that part as a one-time link, or change the message.
 * The text stays in memory; nothing of it is written anywhere.
 */
"use client";

import { ShieldAlert } from "lucide-react";
import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";

import { heldWords } from "../held";
import { type Candidate, candidates, withToken } from "../text/secret";
import { useSeal } from "../use-seal";
import { FIRST_TERMS, SealFields } from "./seal-fields";

interface HeldProps {
  text: string;
  error: unknown;
  title: string;
  direct: boolean;
  /** What is sent in its place. */
  onSend: (text: string) => void;
  /** Back into the field, to be changed there. */
  onEdit: () => void;
  onDrop: () => void;
}

export function HeldDialog({ text, error, title, direct, onSend, onEdit, onDrop }: HeldProps) {
  const parts = candidates(text);
  const [chosen, setChosen] = useState(0);
  const [terms, setTerms] = useState(FIRST_TERMS);
  const seal = useSeal();
  const send = () => {
    const part = parts[chosen];
    if (part) seal.run({ value: text.slice(part.start, part.end), ...terms }, (token) => onSend(withToken(text, part, token)));
  };
  return (
    <Dialog
      open
      onOpenChange={onEdit}
      title="This message was not sent"
      footer={
        <>
          <Button variant="quiet" className="mr-auto" onClick={onDrop}>
            Drop it
          </Button>
          <Button onClick={onEdit}>Edit the message</Button>
          <Button variant="primary" busy={seal.busy} onClick={send}>
            Send a one-time link instead
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="flex gap-3">
          <ShieldAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
          <div className="grid gap-1">
            <p>{heldWords(error)}</p>
            <p className="text-sm text-muted">Nobody in {title} has seen it. Messages are kept and searched; a one-time link is opened once and gone.</p>
          </div>
        </div>
        {seal.error ? <Notice tone="danger">{explain(seal.error)}</Notice> : null}
        <Parts text={text} parts={parts} chosen={chosen} onChoose={setChosen} />
        <SealFields terms={terms} direct={direct} onChange={setTerms} />
      </div>
    </Dialog>
  );
}

interface PartsProps {
  text: string;
  parts: readonly Candidate[];
  chosen: number;
  onChoose: (index: number) => void;
}

function Parts({ text, parts, chosen, onChoose }: PartsProps) {
  const name = useId();
  if (parts.length === 1) return <Sample text={text} />;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Which part goes into the link?</legend>
      {parts.map((part, index) => (
        <label key={`${part.start} ${part.end}`} className="flex items-center gap-2.5 rounded-md border px-3 py-2 text-sm has-checked:border-accent has-checked:bg-accent-soft">
          <input type="radio" name={name} autoFocus={index === 0} checked={index === chosen} onChange={() => onChoose(index)} className="size-4 shrink-0 accent-(--accent)" />
          {part.label === text.slice(part.start, part.end) ? <code className="truncate font-mono text-xs">{part.label}</code> : part.label}
        </label>
      ))}
    </fieldset>
  );
}

function Sample({ text }: { text: string }) {
  return (
    <pre tabIndex={0} aria-label="The message" className="max-h-32 overflow-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
      {text}
    </pre>
  );
}
