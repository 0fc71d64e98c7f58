/** What the server read: new, changed, equal, unreadable lines, repeated names; each can be left out. */
"use client";

import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";
import type { ImportFormat, ImportMode, ImportResult } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { cutAt, linesOf } from "../../transfer/text";

interface ImportPreviewProps {
  preview: ImportResult | null;
  error: unknown;
  format: ImportFormat;
  mode: ImportMode;
  text: string;
  /** Names with an unsaved edit that staging would replace. */
  clashes: string[];
  onText: (text: string) => void;
}

export function ImportPreview({ preview, error, format, mode, text, clashes, onText }: ImportPreviewProps) {
  if (error) return <Notice tone="danger">{explain(error)}</Notice>;
  if (!preview) {
    return <p className="self-center text-center text-sm text-muted">What the text would change appears here.</p>;
  }
  const dotenv = format === "dotenv";
  const leaveOut = (names: Iterable<string>) => onText(cutAt(text, preview, linesOf(preview, new Set(names))));
  return (
    <div className="grid max-h-[60dvh] content-start gap-4 overflow-y-auto" aria-label="Preview" role="region" tabIndex={0}>
      {preview.errors.length > 0 ? (
        <Errors preview={preview} onCut={dotenv ? () => onText(cutAt(text, preview, new Set(preview.errors.map(({ line }) => line)))) : null} />
      ) : null}
      {clashes.length > 0 ? <Notice tone="warn">Staging replaces your unsaved edit of {clashes.join(", ")}.</Notice> : null}
      {preview.duplicates.map(({ name, lines }) => (
        <Notice key={name} tone="warn">
          <code className="font-mono">{name}</code> is set on lines {lines.join(", ")}; the last one counts.
        </Notice>
      ))}
      <Group label="New" tone="ok" items={preview.added} onLeaveOut={dotenv ? leaveOut : null} />
      <Group label="Changed" tone="info" items={preview.changed} onLeaveOut={dotenv ? leaveOut : null} skip="Keep what is stored" />
      {mode === "replace" ? <Group label="Deleted" tone="danger" items={preview.removed.map(({ name }) => ({ name }))} onLeaveOut={null} /> : null}
      <Group label="The same as stored" tone="plain" items={preview.unchanged} onLeaveOut={null} />
    </div>
  );
}

function Errors({ preview, onCut }: { preview: ImportResult; onCut: (() => void) | null }) {
  return (
    <section aria-label="Lines that can't be read" className="grid gap-2 rounded-md border border-danger/50 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-1 text-sm font-medium text-danger">{plural(preview.errors.length, "line")} can&apos;t be read</h3>
        {onCut ? (
          <Button size="sm" onClick={onCut}>
            Take them out
          </Button>
        ) : null}
      </div>
      <ul className="grid gap-1 text-sm">
        {preview.errors.map(({ line, code, message, text_masked }) => (
          <li key={`${line}-${code}`}>
            <span className="font-mono text-xs text-muted">line {line}</span> {message} <code className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{text_masked}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface GroupProps {
  label: string;
  tone: "ok" | "info" | "danger" | "plain";
  items: { name: string; line?: number }[];
  /** Takes names out of the text; the server then reads it anew. Null where a text can't be cut safely. */
  onLeaveOut: ((names: Iterable<string>) => void) | null;
  skip?: string;
}

function Group({ label, tone, items, onLeaveOut, skip = "Leave out" }: GroupProps) {
  const [unchecked, setUnchecked] = useState<ReadonlySet<string>>(new Set());
  if (items.length === 0) return null;
  const names = items.map(({ name }) => name);
  const chosen = names.filter((name) => unchecked.has(name));
  const flip = (name: string) => {
    const next = new Set(unchecked);
    if (!next.delete(name)) next.add(name);
    setUnchecked(next);
  };
  const apply = () => {
    onLeaveOut?.(chosen.length > 0 ? chosen : names);
    setUnchecked(new Set());
  };
  return (
    <section aria-label={label} className="grid gap-1">
      <div className="flex min-h-7.5 items-center gap-2">
        <Badge tone={tone}>
          {label} · {items.length}
        </Badge>
        {onLeaveOut ? (
          <Button variant="link" size="sm" className="ml-auto text-xs" onClick={apply}>
            {chosen.length > 0 ? `${skip}: ${chosen.length} unchecked` : `${skip}: all`}
          </Button>
        ) : null}
      </div>
      <ul className="grid gap-px">
        {items.map(({ name, line }) => (
          <li key={name} className="flex items-center gap-2 text-sm">
            {onLeaveOut ? (
              <input type="checkbox" aria-label={`Import ${name}`} checked={!unchecked.has(name)} onChange={() => flip(name)} className="size-4 accent-(--accent)" />
            ) : null}
            <code className="min-w-0 flex-1 font-mono text-xs leading-6 [overflow-wrap:anywhere]">{name}</code>
            {line ? <span className="font-mono text-2xs text-muted">line {line}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
