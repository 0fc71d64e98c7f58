/** Tells others which variables are being edited here: those with a draft, and the one whose cell is open. */
import { useEffect } from "react";

import { useAround } from "./around";
import type { DraftState } from "./drafts/drafts";

/** Names as they are stored, never as they are being typed; null when nothing is edited. */
export function edited({ drafts, imported }: DraftState, open: string | undefined): string[] | null {
  if (drafts.length === 0 && !imported && open === undefined) return null;
  const names = drafts.flatMap(({ base }) => base?.name ?? []);
  return [...new Set(open ? [open, ...names] : names)];
}

/** `open` is the stored name of the variable in the open cell; empty for a new one. */
export function useEdited(state: DraftState, open: string | undefined): void {
  const { edit } = useAround();
  const names = edited(state, open);
  const text = names?.join(" ");
  useEffect(() => {
    edit(text === undefined ? null : text.split(" ").filter(Boolean));
  }, [edit, text]);
  useEffect(() => () => edit(null), [edit]);
}
