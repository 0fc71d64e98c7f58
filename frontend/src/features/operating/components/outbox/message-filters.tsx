/** Filters of the outbox, in the address. */
"use client";

import { Input, Select } from "@/components/ui/input";
import type { SetFilter } from "@/hooks/use-search-state";
import { useSearchText } from "@/hooks/use-search-text";

import { useLetters } from "../../api/letters";
import { KIND_NAMES, kindLabel, spoken, STATE_NAMES, STATES } from "../../words";

interface FiltersProps {
  search: URLSearchParams;
  setSearch: SetFilter;
}

interface Option {
  value: string;
  label: string;
}

const STATE_OPTIONS = STATE_NAMES.map((value) => ({ value, label: STATES[value].label }));
const KIND_OPTIONS = KIND_NAMES.map((value) => ({ value, label: kindLabel(value) }));

export function MessageFilters(props: FiltersProps) {
  const { data: letters } = useLetters();
  const templates = letters?.map(({ name, label }) => ({ value: name, label })) ?? [];
  return (
    <div className="flex flex-wrap items-end gap-2" role="search" aria-label="Filter the outbox">
      <SearchBox />
      <Choice name="state" label="State" all="Every state" options={STATE_OPTIONS} {...props} />
      <Choice name="kind" label="Kind" all="Every kind" options={KIND_OPTIONS} {...props} />
      <Choice name="template" label="Letter" all="Every letter" options={templates} {...props} />
    </div>
  );
}

/** Typing does not ask the server at every key. */
function SearchBox() {
  const [text, setText] = useSearchText("q");
  return (
    <label className="grid min-w-52 flex-1 gap-1 text-xs text-muted">
      Search
      <Input type="search" data-search placeholder="Recipient, trace id, reason, letter" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
    </label>
  );
}

function Choice({ name, label, all, options, search, setSearch }: FiltersProps & { name: string; label: string; all: string; options: Option[] }) {
  const value = search.get(name) ?? "";
  // What a link names stays chosen, also before the list is there.
  const missing = value && !options.some((option) => option.value === value);
  return (
    <label className="grid gap-1 text-xs text-muted">
      {label}
      <Select value={value} onChange={(event) => setSearch({ [name]: event.target.value })}>
        <option value="">{all}</option>
        {missing ? <option value={value}>{spoken(value)}</option> : null}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </label>
  );
}
