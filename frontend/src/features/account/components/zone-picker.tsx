/** A time zone, found by typing a place (a combobox with a list, by the pattern of WAI-ARIA). */
"use client";

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";

import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";

import { allZones, clockIn, findZones, type Zone } from "../zones";

interface ZonePickerProps {
  value: string;
  onChange: (name: string) => void;
  /** What is meant when nothing is chosen. */
  none: string;
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

const SHOWN = 60;

export function ZonePicker({ value, onChange, none, ...field }: ZonePickerProps) {
  const zones = useMemo<Zone[]>(() => [{ name: "", label: none }, ...allZones()], [none]);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const list = useId();
  const open = text !== null;
  const found = open ? findZones(zones, text).slice(0, SHOWN) : [];
  const close = () => setText(null);
  const choose = (zone: Zone | undefined) => {
    if (zone) onChange(zone.name);
    close();
  };
  const type = (typed: string) => {
    setText(typed);
    setActive(0);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (open) setActive((at) => Math.min(found.length - 1, Math.max(0, at + step)));
      else type("");
    } else if (event.key === "Enter" && open) choose(found[active]);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative">
      <Input
        {...field}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && found[active] ? `${list}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Type a city"
        value={text ?? labelOf(zones, value)}
        onChange={(event) => type(event.target.value)}
        onClick={() => (open ? undefined : type(""))}
        onFocus={(event) => event.target.select()}
        onBlur={close}
        onKeyDown={press}
      />
      {open ? <Options id={list} found={found} active={active} chosen={value} onChoose={choose} /> : null}
    </div>
  );
}

const labelOf = (zones: Zone[], name: string): string => zones.find((zone) => zone.name === name)?.label ?? name;

interface OptionsProps {
  id: string;
  found: Zone[];
  active: number;
  chosen: string;
  onChoose: (zone: Zone) => void;
}

function Options({ id, found, active, chosen, onChoose }: OptionsProps) {
  const box = useRef<HTMLUListElement>(null);
  const [now] = useState(() => new Date());
  useEffect(() => {
    box.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
  }, [active]);
  return (
    <ul
      ref={box}
      id={id}
      role="listbox"
      aria-label="Time zones"
      // The field keeps the focus while one of them is pressed.
      onMouseDown={(event) => event.preventDefault()}
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-72 overflow-y-auto rounded-md border bg-surface p-1 shadow-float"
    >
      {found.length === 0 ? <li className="px-2.5 py-2 text-sm text-muted">No time zone is called that.</li> : null}
      {found.map((zone, index) => (
        <li
          key={zone.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={zone.name === chosen}
          onClick={() => onChoose(zone)}
          className={cn("flex min-h-8 cursor-default items-center justify-between gap-3 rounded-sm px-2.5 text-sm hover:bg-sunken", index === active && "bg-sunken", zone.name === chosen && "font-medium")}
        >
          <span className="min-w-0 truncate">{zone.label}</span>
          {zone.name ? <span className="shrink-0 font-mono text-xs text-muted">{clockIn(zone.name, now)}</span> : null}
        </li>
      ))}
    </ul>
  );
}
