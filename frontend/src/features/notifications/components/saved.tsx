/** Whether what was chosen is kept already: said quietly, on the screen and to a screen reader. */
"use client";

import { Check } from "lucide-react";

export function Saved({ saving, saved }: { saving: boolean; saved: boolean }) {
  return (
    <p role="status" className="flex h-5 items-center gap-1.5 text-sm text-muted">
      {saving ? "Saving…" : null}
      {!saving && saved ? (
        <>
          <Check aria-hidden className="size-4 text-ok" /> Saved
        </>
      ) : null}
    </p>
  );
}
