/** Every letter that KeyNest sends, with made-up contents, as its readers see it. */
"use client";

import { useRef } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Select } from "@/components/ui/input";
import { useListKeys } from "@/hooks/use-list-keys";
import { type SetFilter, useSearchState } from "@/hooks/use-search-state";
import type { Letter } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import { useLetters } from "../../api/letters";
import { type LetterView, readView } from "../../letter-view";
import { Preview } from "./preview";

export function LettersPage() {
  const letters = useLetters();
  const [search, setSearch] = useSearchState();
  return (
    <QueryView query={letters}>
      {(list) => {
        if (list.length === 0) return <EmptyState title="No letters" />;
        const view = readView(search, list);
        return (
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[15rem_minmax(0,1fr)]">
            <Which list={list} view={view} setView={setSearch} />
            <Preview letter={list.find(({ name }) => name === view.letter) as Letter} view={view} setView={setSearch} />
          </div>
        );
      }}
    </QueryView>
  );
}

/** A list beside the letter; on a phone, where there is no room beside it, the platform's own. */
function Which({ list, view, setView }: { list: Letter[]; view: LetterView; setView: SetFilter }) {
  const container = useRef<HTMLUListElement>(null);
  const active = list.findIndex(({ name }) => name === view.letter);
  const choose = (letter: string) => setView({ letter });
  useListKeys({ count: list.length, active, onMove: (index) => choose(list[index]?.name ?? ""), container });
  return (
    <>
      <label className="grid gap-1 text-xs text-muted lg:hidden">
        Letter
        <Select className="w-full" value={view.letter} onChange={(event) => choose(event.target.value)}>
          {list.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      </label>
      <ul ref={container} aria-label="Letters" className="hidden gap-0.5 lg:grid">
        {list.map(({ name, label }) => (
          <li key={name} data-row>
            <button
              type="button"
              data-row-focus
              aria-current={name === view.letter ? "true" : undefined}
              onClick={() => choose(name)}
              className={cn(
                "min-h-7.5 w-full rounded-md px-2.5 py-1 text-left text-sm text-muted hover:bg-sunken hover:text-ink",
                name === view.letter && "bg-surface font-medium text-ink shadow-[inset_2px_0_0_var(--accent)]",
              )}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
