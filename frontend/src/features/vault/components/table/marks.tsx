/** Words and badges of a row. */
import { PencilLine } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import type { Kind } from "@/lib/api/types";

import type { Row } from "../../drafts/changes";

export const KIND_LABELS: Record<Kind, string> = { config: "Config", secret: "Secret", write_only: "Write-only" };

export function StateBadge({ row }: { row: Row }) {
  if (!row.state) return null;
  if (row.state === "imported") {
    return (
      <Badge tone="accent">
        {row.variable ? "changed" : "new"} by import{row.line ? `, line ${row.line}` : ""}
      </Badge>
    );
  }
  return <Badge tone={row.state === "deleted" ? "danger" : "accent"}>{row.state === "added" ? "new" : row.state}</Badge>;
}

/** Somebody else is at it, too. */
export function EditorBadge({ who, name }: { who: string; name: string }) {
  return (
    <Badge tone="info" title={`${who} is editing ${name}`} className="max-w-full">
      <PencilLine aria-hidden className="size-3 shrink-0" />
      <span className="truncate">{who}</span>
      <span className="sr-only"> is editing {name}</span>
    </Badge>
  );
}

/** Spaces at the ends of a value are seldom meant; they are shown, never trimmed. */
export function VisibleValue({ value }: { value: string }) {
  const [, head = "", body = "", tail = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(value) ?? [];
  const mark = (spaces: string) => (spaces ? <span className="rounded-xs bg-warn-soft text-warn" title="White space">{spaces.replace(/\n/g, "⏎\n").replace(/\t/g, "→").replace(/ /g, "·")}</span> : null);
  if (value === "") return <em className="font-sans text-muted">empty</em>;
  return (
    <>
      {mark(head)}
      {body}
      {mark(tail)}
    </>
  );
}
