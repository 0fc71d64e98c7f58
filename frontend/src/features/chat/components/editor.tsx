/** The field one writes a message in: Enter sends, shift+Enter breaks the line, `@` and `#` offer names. */
"use client";

import { type KeyboardEvent, type RefObject, useId, useState } from "react";

import { cn } from "@/lib/cn";

import type { Draft } from "../drafts";
import { type Choice, useChoices, useMarked } from "../picking";
import { insertAt, type Trigger, triggerAt } from "../text/trigger";
import { encode, freeName } from "../text/words";
import { Picker } from "./picker";

export const LONGEST = 4_000;

interface EditorProps {
  label: string;
  placeholder?: string;
  draft: Draft;
  disabled?: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  className?: string;
  onChange: (draft: Draft) => void;
  onSend: () => void;
  onEscape: () => void;
  /** Arrow-up in an empty field. */
  onUp?: () => void;
}

export const sentText = ({ text, picks }: Draft): string => encode(text, picks).trim();

export function Editor({ label, placeholder, draft, disabled, field, className, onChange, onSend, onEscape, onUp }: EditorProps) {
  const id = useId();
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const choices = useChoices(trigger);
  const [marked, mark] = useMarked(choices.length, `${trigger?.at} ${trigger?.query}`);
  const picking = trigger !== null && choices.length > 0;
  const look = (target: HTMLTextAreaElement) => setTrigger(target.selectionStart === target.selectionEnd ? triggerAt(target.value, target.selectionStart) : null);
  const pick = (choice: Choice) => {
    const area = field.current;
    if (!trigger || !area) return;
    const word = freeName(choice.word, choice.token, draft.picks);
    const next = insertAt(draft.text, trigger, area.selectionStart, word);
    onChange({ text: next.text, picks: { ...draft.picks, [word]: choice.token } });
    setTrigger(null);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const inPicker = (key: string): boolean => {
    const choice = choices[marked];
    if (key === "ArrowDown") mark(1);
    else if (key === "ArrowUp") mark(-1);
    else if ((key === "Enter" || key === "Tab") && choice) pick(choice);
    else if (key === "Escape") setTrigger(null);
    else return false;
    return true;
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (picking && inPicker(event.key)) return void event.preventDefault();
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && (plain || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    } else if (event.key === "Escape") {
      event.preventDefault();
      onEscape();
    } else if (event.key === "ArrowUp" && plain && draft.text === "" && onUp) {
      event.preventDefault();
      onUp();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      {picking ? <Picker id={id} choices={choices} marked={marked} onPick={pick} label={trigger.sign === "@" ? "People" : "Variables and environments"} /> : null}
      <textarea
        ref={field}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={picking ? id : undefined}
        aria-activedescendant={picking ? `${id}-${marked}` : undefined}
        rows={1}
        maxLength={2 * LONGEST}
        placeholder={placeholder}
        disabled={disabled}
        value={draft.text}
        onChange={(event) => {
          onChange({ ...draft, text: event.target.value });
          look(event.target);
        }}
        onSelect={(event) => look(event.currentTarget)}
        onBlur={() => setTrigger(null)}
        onKeyDown={press}
        className={cn("block max-h-52 min-h-9 w-full resize-none bg-transparent px-1 py-2 text-base outline-none field-sizing-content max-md:text-[16px]", className)}
      />
    </div>
  );
}
