/** j/k and the arrows through the rows of a list; focus follows. */
"use client";

import type { RefObject } from "react";

import { useShortcuts } from "./use-shortcuts";

interface ListKeys {
  count: number;
  active: number;
  onMove: (index: number) => void;
  /** Holds the rows, each `[data-row]` with its focus target `[data-row-focus]`. */
  container: RefObject<HTMLElement | null>;
}

export function useListKeys({ count, active, onMove, container }: ListKeys): void {
  const move = (step: number) => {
    if (count === 0) return false;
    const next = Math.min(count - 1, Math.max(0, active + step));
    onMove(next);
    const row = container.current?.querySelectorAll("[data-row]")[next];
    (row?.querySelector<HTMLElement>("[data-row-focus]") ?? (row as HTMLElement | undefined))?.focus();
  };
  useShortcuts({ j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1) });
}
