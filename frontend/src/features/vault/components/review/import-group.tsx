/** The staged import inside the review: names and lines, values only in the text it came from. */
"use client";

import { Button } from "@/components/ui/button";
import { plural } from "@/lib/text";

import { dropImport, type StagedImport } from "../../drafts/drafts";
import type { Drafts } from "../../drafts/use-drafts";

export function ImportGroup({ imported, drafts }: { imported: StagedImport; drafts: Drafts }) {
  const { preview, mode } = imported;
  const groups = [
    ["Added", preview.added.map(({ name }) => name)],
    ["Changed", preview.changed.map(({ name }) => name)],
    ["Deleted", mode === "replace" ? preview.removed.map(({ name }) => name) : []],
  ] as const;
  return (
    <section aria-label="Import" className="grid gap-2 rounded-md border p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="eyebrow flex-1 font-normal">Import · {plural(preview.added.length + preview.changed.length, "variable")}</h3>
        <Button size="sm" variant="ghost" onClick={() => drafts.update(dropImport)}>
          Discard the import
        </Button>
      </div>
      {groups.map(([label, names]) =>
        names.length === 0 ? null : (
          <div key={label}>
            <p className="text-sm font-medium">
              {label}: {names.length}
            </p>
            <p className="max-h-28 overflow-y-auto font-mono text-xs text-muted [overflow-wrap:anywhere]">{names.join("  ")}</p>
          </div>
        ),
      )}
      {drafts.state.drafts.length > 0 ? <p className="text-xs text-muted">The import and your edits are saved one after the other, as two entries of the timeline.</p> : null}
    </section>
  );
}
