/** Filters of the audit log, in the address. */
"use client";

import { Input, Select } from "@/components/ui/input";
import type { SetFilter } from "@/hooks/use-search-state";
import { useSearchText } from "@/hooks/use-search-text";

import { ACTIONS, PRESETS } from "../filters";

interface FiltersProps {
  search: URLSearchParams;
  setSearch: SetFilter;
}

export function Filters({ search, setSearch }: FiltersProps) {
  return (
    <div className="flex flex-wrap items-end gap-2" role="search" aria-label="Filter the audit log">
      <SearchBox />
      <Choice name="action" label="Action" all="Every action" options={ACTIONS} {...{ search, setSearch }} />
      <Choice name="period" label="Period" all="Any time" options={PRESETS} {...{ search, setSearch }} />
      <label className="grid gap-1 text-xs text-muted">
        From
        <Input type="date" className="w-auto" value={search.get("from") ?? ""} onChange={(event) => setSearch({ from: event.target.value, period: null })} />
      </label>
      <label className="grid gap-1 text-xs text-muted">
        To
        <Input type="date" className="w-auto" value={search.get("to") ?? ""} onChange={(event) => setSearch({ to: event.target.value })} />
      </label>
    </div>
  );
}

/** Typing does not ask the server at every key. */
function SearchBox() {
  const [text, setText] = useSearchText("q");
  return (
    <label className="grid min-w-52 flex-1 gap-1 text-xs text-muted">
      Search
      <Input type="search" data-search placeholder="Person, name, address, request" value={text} onChange={(event) => setText(event.target.value)} />
    </label>
  );
}

interface ChoiceProps extends FiltersProps {
  name: string;
  label: string;
  all: string;
  options: { value: string; label: string }[];
}

function Choice({ name, label, all, options, search, setSearch }: ChoiceProps) {
  return (
    <label className="grid gap-1 text-xs text-muted">
      {label}
      <Select value={search.get(name) ?? ""} onChange={(event) => setSearch({ [name]: event.target.value })}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </label>
  );
}
