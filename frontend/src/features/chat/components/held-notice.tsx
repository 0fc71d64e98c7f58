/** The leak guard has recognized a value: said where it was written. */
"use client";

import { Notice } from "@/components/ui/notice";

import { heldWords } from "../held";

export function HeldNotice({ error }: { error: unknown }) {
  return (
    <Notice tone="warn" title="This holds a stored value">
      {heldWords(error)} Nobody has seen it. Take it out, or send it as a one-time link.
    </Notice>
  );
}
