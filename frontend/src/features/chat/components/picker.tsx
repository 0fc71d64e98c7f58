/** The list over the field: names to choose from; the focus stays in the field. */
"use client";

import { cn } from "@/lib/cn";

import type { Choice } from "../picking";

interface PickerProps {
  id: string;
  label: string;
  choices: readonly Choice[];
  marked: number;
  onPick: (choice: Choice) => void;
}

export function Picker({ id, label, choices, marked, onPick }: PickerProps) {
  return (
    <ul id={id} role="listbox" aria-label={label} className="absolute bottom-full left-0 z-30 mb-2 max-h-72 w-[min(28rem,calc(100vw-3rem))] overflow-y-auto rounded-md border bg-surface p-1 shadow-float">
      {choices.map((choice, index) => (
        <li
          key={choice.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === marked}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(choice);
          }}
          className={cn("flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm hover:bg-sunken", index === marked && "bg-sunken")}
        >
          <span className={cn("truncate", choice.word.startsWith("#") && "font-mono")}>{choice.label}</span>
          <span className="ml-auto truncate text-xs text-muted">{choice.detail}</span>
        </li>
      ))}
    </ul>
  );
}
