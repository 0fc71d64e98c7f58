/** Three ways to see one variable: as it was when I began, as they made it, as I want it. */
"use client";

import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/time";

import { revealValue, revealVersion } from "../../api/reveal";
import { type Conflict, keepMine } from "../../drafts/changes";
import { dropDraft } from "../../drafts/drafts";
import type { EnvironmentScope } from "../table/scope";
import { Peek } from "./peek";

export function ConflictRow({ conflict, scope }: { conflict: Conflict; scope: EnvironmentScope }) {
  const { draft, base, theirs } = conflict;
  const who = theirs?.updated_by?.full_name || theirs?.updated_by?.email || "Somebody";
  const readable = scope.mayRead && base.kind !== "write_only";
  const mine = draft.value;
  return (
    <article aria-label={base.name} className="grid gap-1.5 rounded-md border border-warn/50 p-3">
      <p className="font-mono text-sm font-medium [overflow-wrap:anywhere]">{base.name}</p>
      <p className="text-xs text-muted">
        {theirs ? (
          <>
            {who} made version {theirs.version} <Ago at={theirs.updated_at} />; you began at version {base.version}.
          </>
        ) : (
          "It was deleted in the meantime."
        )}
      </p>
      {readable ? <Peek tag="base" what={`version ${base.version} of ${base.name}`} load={() => revealVersion(base.id, base.version)} /> : null}
      {readable && theirs ? <Peek tag="theirs" what={`their value of ${base.name}`} load={() => revealValue(theirs.id)} /> : null}
      {mine !== undefined ? <Peek tag="mine" what={`my value of ${base.name}`} load={() => mine} /> : draft.deleted ? <p className="text-xs">mine: delete it</p> : null}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => scope.drafts.update((state) => keepMine(state, conflict))}>
          Keep mine
        </Button>
        <Button size="sm" onClick={() => scope.drafts.update((state) => dropDraft(state, draft.row))}>
          Take theirs
        </Button>
      </div>
    </article>
  );
}
