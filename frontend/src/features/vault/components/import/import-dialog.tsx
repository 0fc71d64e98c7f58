/** Import in two steps: a text, then what the server reads in it; nothing is saved, it is staged for the review. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Environment, ImportFormat, ImportMode } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { importedNames, stageImport } from "../../drafts/drafts";
import type { Drafts } from "../../drafts/use-drafts";
import { guessFormat } from "../../transfer/text";
import { ImportPreview } from "./import-preview";
import { ImportText } from "./import-text";
import type { ImportSource } from "./source";
import { usePreview } from "./use-preview";

interface ImportDialogProps {
  environment: Environment;
  drafts: Drafts;
  source: ImportSource;
  onClose: () => void;
}

export function ImportDialog({ environment, drafts, source, onClose }: ImportDialogProps) {
  const [text, setText] = useState(source.text);
  const [chosen, setChosen] = useState<ImportFormat | null>(source.filename ? guessFormat(source.text, source.filename) : null);
  const [mode, setMode] = useState<ImportMode>("merge");
  const format = chosen ?? guessFormat(text);
  const { preview, error, loading } = usePreview(environment.id, { format, mode, content: text });
  const writes = preview ? preview.added.length + preview.changed.length + (mode === "replace" ? preview.removed.length : 0) : 0;
  const clashes = preview ? overlap(drafts, importedNames({ format, mode, content: text, preview })) : [];
  const stage = () => {
    if (!preview) return;
    drafts.update((state) => stageImport(state, { format, mode, content: text, preview }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Import into ${environment.name}`}
      description="Nothing is saved yet: you see what it would do, stage it, and review it with your other changes."
      className="w-[min(96vw,64rem)]"
      footer={
        <>
          <p role="status" className="mr-auto text-sm text-muted">
            {loading ? "Reading…" : preview ? statusText(preview.errors.length, writes) : ""}
          </p>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={stage} disabled={!preview || loading || writes === 0 || preview.errors.length > 0}>
            Stage {writes > 0 ? plural(writes, "change") : "changes"}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <ImportText {...{ text, setText, format, mode, setMode }} onFormat={setChosen} />
        <ImportPreview {...{ preview, error, format, mode, text, clashes }} onText={setText} />
      </div>
    </Dialog>
  );
}

function statusText(errors: number, writes: number): string {
  if (errors > 0) return `${plural(errors, "line")} can't be read: mend or take out first.`;
  return writes === 0 ? "Everything is stored already." : "";
}

function overlap(drafts: Drafts, names: ReadonlySet<string>): string[] {
  return drafts.state.drafts.map((draft) => draft.name).filter((name) => names.has(name));
}
