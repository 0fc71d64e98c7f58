/** Editing in place: Enter keeps, Esc gives up, Tab keeps and goes on. */
"use client";

import { useEffect, useRef } from "react";

import { inputClasses } from "@/components/ui/input";
import { cn } from "@/lib/cn";

interface EditCellProps {
  label: string;
  initial: string;
  placeholder?: string;
  cell?: string;
  onCommit: (text: string, move: "stay" | "next") => void;
  onCancel: () => void;
  /** A paste of several lines needs more room than a line. */
  onMultiline?: (text: string) => void;
}

export function EditCell({ label, initial, placeholder, cell, onCommit, onCancel, onMultiline }: EditCellProps) {
  const settled = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const settle = (work: () => void) => {
    if (settled.current) return;
    settled.current = true;
    const row = input.current?.closest<HTMLElement>("[data-row-focus]");
    work();
    // The input is about to go; the row takes the focus, so that the keyboard stays where it was.
    if (document.activeElement === input.current) row?.focus();
  };
  return (
    <input
      ref={input}
      aria-label={label}
      data-cell={cell}
      defaultValue={initial}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      className={cn(inputClasses, "h-7.5 min-w-0 font-mono text-sm")}
      onPaste={(event) => {
        const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
        if (!onMultiline || event.isDefaultPrevented() || !text.includes("\n")) return;
        event.preventDefault();
        settle(() => onMultiline(text));
      }}
      onKeyDown={(event) => {
        const { value } = event.currentTarget;
        if (event.key === "Enter") settle(() => onCommit(value, "stay"));
        else if (event.key === "Tab" && !event.shiftKey) settle(() => onCommit(value, "next"));
        else if (event.key === "Escape") settle(onCancel);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={(event) => {
        const { value } = event.currentTarget;
        settle(() => (value === initial ? onCancel() : onCommit(value, "stay")));
      }}
    />
  );
}
