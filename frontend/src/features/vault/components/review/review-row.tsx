/** One staged edit: what was, what will be. */
"use client";

import { X } from "lucide-react";

import { Button } from "@/components/ui/button";

import { revealValue } from "../../api/reveal";
import { type Draft, dropDraft } from "../../drafts/drafts";
import type { Drafts } from "../../drafts/use-drafts";
import { KIND_LABELS } from "../table/marks";
import { Peek } from "./peek";

interface ReviewRowProps {
  draft: Draft;
  drafts: Drafts;
  problem?: string;
  mayRead: boolean;
}

export function ReviewRow({ draft, drafts, problem, mayRead }: ReviewRowProps) {
  const { base, name, value, note, kind, deleted } = draft;
  const name_ = name || "(no name)";
  return (
    <li className="grid gap-1 px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere]">
          {base && base.name !== name ? (
            <>
              <s className="text-muted">{base.name}</s> {name_}
            </>
          ) : deleted ? (
            <s>{name_}</s>
          ) : (
            name_
          )}
        </span>
        <Button variant="quiet" size="tiny" aria-label={`Discard the change of ${name_}`} onClick={() => drafts.update((state) => dropDraft(state, draft.row))}>
          <X aria-hidden />
        </Button>
      </div>
      {problem ? <p className="text-xs font-medium text-danger">{problem}</p> : null}
      {base && value !== undefined && mayRead && base.kind !== "write_only" ? (
        <Peek tag="was" what={`the stored value of ${base.name}`} load={() => revealValue(base.id)} />
      ) : null}
      {value !== undefined ? <Peek tag="will be" what={`the new value of ${name_}`} load={() => value} /> : null}
      {base && note !== base.note ? <p className="text-xs text-muted">Note: {note || "removed"}</p> : null}
      {base && kind !== base.kind ? (
        <p className="text-xs text-muted">
          Type: {KIND_LABELS[base.kind]} → {KIND_LABELS[kind]}
        </p>
      ) : null}
    </li>
  );
}
