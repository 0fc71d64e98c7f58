/** Words and badges of a row. */
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
