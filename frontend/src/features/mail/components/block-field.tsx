/** One text block of a letter: written in the template language, with what is wrong with it at its line. */
"use client";

import { type ChangeEvent, type FocusEvent, useId, useRef } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import type { MailBlock } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import type { TextField } from "../insert";
import { type Fault, isOriginal, lineRange } from "../letter";

interface BlockFieldProps {
  block: MailBlock;
  text: string;
  changed: boolean;
  faults: readonly Fault[];
  /** What somebody else has saved for it meanwhile. */
  theirs?: string;
  onChange: (text: string) => void;
  onFocus: (field: TextField) => void;
}

const ROWS = 4;

const original = (block: MailBlock) => (block.original ? "KeyNest's words, in the language of whoever reads it." : "Nothing: KeyNest says no more here.");

export function BlockField({ block, text, changed, faults, theirs, onChange, onFocus }: BlockFieldProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const left = block.max_length - text.length;
  const goTo = (line: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(...lineRange(text, line));
  };
  const props = {
    id,
    value: text,
    spellCheck: true,
    "aria-describedby": `${id}-hint${faults.length > 0 ? ` ${id}-faults` : ""}`,
    "aria-invalid": faults.length > 0 ? true : undefined,
    // As high as what is written, up to half a screen.
    className: cn("max-h-[50dvh] scroll-mt-40 scroll-mb-24 resize-none font-mono text-sm field-sizing-content", block.multiline ? "min-h-20" : "min-h-9"),
    onFocus: (event: FocusEvent<HTMLTextAreaElement>) => onFocus(event.currentTarget),
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => onChange(block.multiline ? event.target.value : event.target.value.replace(/\n/g, " ")),
  };
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="flex items-center gap-2">
          <label htmlFor={id} className="text-sm font-medium">
            {block.label}
          </label>
          {changed ? <Badge tone="warn">changed</Badge> : null}
        </span>
        {text === block.original ? null : (
          <Button variant="link" className="text-xs" aria-label={`${block.label}: back to KeyNest's words`} onClick={() => onChange(block.original)}>
            KeyNest&apos;s words
          </Button>
        )}
      </div>
      <Textarea ref={field} rows={block.multiline ? ROWS : 1} {...props} />
      <p id={`${id}-hint`} className={cn("text-xs", left < 0 ? "font-medium text-danger" : "text-muted")}>
        {left < 0 ? `${-left} characters too many` : isOriginal(block, text) ? original(block) : `${text.length} of at most ${block.max_length} characters`}
      </p>
      {faults.length > 0 ? (
        <div id={`${id}-faults`} role="status">
          {faults.map(({ message, line }) => (
            <p key={message} className="flex flex-wrap items-baseline gap-x-2 text-xs font-medium text-danger">
              <span className="[overflow-wrap:anywhere]">{message}</span>
              {line && block.multiline ? (
                <Button variant="link" className="text-xs" onClick={() => goTo(line)}>
                  Go to line {line}
                </Button>
              ) : null}
            </p>
          ))}
        </div>
      ) : null}
      {theirs === undefined ? null : (
        <div className="rounded-md border border-warn/40 bg-warn-soft px-3 py-2 text-sm">
          <p className="text-xs font-medium">Theirs</p>
          <p className="font-mono whitespace-pre-wrap [overflow-wrap:anywhere]">{theirs || "(empty)"}</p>
        </div>
      )}
    </div>
  );
}
