/** A word about a control, on hover and on focus. */
"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Tip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content sideOffset={5} collisionPadding={8} className="z-50 max-w-64 rounded-sm bg-ink px-2 py-1 text-xs text-paper shadow-float">
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
