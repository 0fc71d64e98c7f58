/** What is staged, at the foot of the page, until it is saved or dropped. */
"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

import { inWords, summarize } from "../../drafts/drafts";
import type { Drafts } from "../../drafts/use-drafts";

export function DraftBar({ drafts, onReview }: { drafts: Drafts; onReview: () => void }) {
  const [asking, setAsking] = useState(false);
  const words = inWords(summarize(drafts.state));
  return (
    <>
      <p role="status" className="sr-only">
        {drafts.count > 0 ? `Unsaved: ${words}` : ""}
      </p>
      {drafts.count > 0 ? (
        <section aria-label="Unsaved changes" className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-surface px-4 py-2.5 shadow-float">
          <span aria-hidden className="size-2 rounded-full bg-accent" />
          <p className="min-w-40 flex-1 font-medium">{words}</p>
          <Button variant="ghost" size="sm" onClick={drafts.undo} disabled={!drafts.canUndo}>
            <Undo2 aria-hidden /> Undo
          </Button>
          <Button variant="ghost" size="sm" onClick={() => setAsking(true)}>
            Discard
          </Button>
          <Button variant="primary" size="sm" onClick={onReview}>
            Review &amp; save
          </Button>
        </section>
      ) : null}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Discard all staged changes?"
        action="Discard"
        onConfirm={() => {
          setAsking(false);
          drafts.clear();
        }}
      >
        <p>{words}. They were never saved and can&apos;t be brought back.</p>
      </Confirm>
    </>
  );
}
