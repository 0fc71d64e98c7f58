/** Single-key shortcuts: off while one types or a dialog is open, and switchable off altogether (WCAG 2.1.4). */
"use client";

import { useEffect, useRef } from "react";

import { shortcutsEnabled } from "@/lib/preferences";

/** Keys: "n", "?", "mod+k", "shift+e", or a sequence "g p". */
export type Shortcuts = Record<string, (event: KeyboardEvent) => unknown>;

const SEQUENCE_MS = 900;

export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${key}`;
  // "?" needs shift on most keyboards already; letters name it.
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Enter on a button or link is theirs. */
const isPressable = (target: EventTarget | null) => target instanceof Element && target.closest("button, a, summary") !== null;

const dialogOpen = () => document.querySelector("[role=dialog],[role=menu],[role=alertdialog]") !== null;

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let prefix = "";
    let until = 0;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const name = keyName(event);
      const plain = !name.startsWith("mod+");
      if (plain && (isTyping(event.target) || !shortcutsEnabled())) return;
      if (dialogOpen() || (name === "Enter" && isPressable(event.target))) return;
      const sequence = prefix && Date.now() < until ? `${prefix} ${name}` : "";
      const run = (sequence && latest.current[sequence]) || latest.current[name];
      prefix = plain && !run ? name : "";
      until = Date.now() + SEQUENCE_MS;
      if (!run) return;
      if (run(event) !== false) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
