/** The search line over variables: words, and `type:secret changed:me missing:production is:unsaved`. */
import type { Kind, Variable } from "@/lib/api/types";

export interface SearchQuery {
  words: string[];
  kind: Kind | null;
  /** "me", or part of a name or address. */
  changed: string | null;
  /** Slug of an environment that lacks the name. */
  missing: string | null;
  unsaved: boolean;
  /** Filters nobody knows, to be shown rather than silently searched for. */
  unknown: string[];
}

const KINDS: Record<string, Kind> = { config: "config", secret: "secret", "write-only": "write_only", write_only: "write_only", writeonly: "write_only" };

export function parseSearch(text: string): SearchQuery {
  const query: SearchQuery = { words: [], kind: null, changed: null, missing: null, unsaved: false, unknown: [] };
  for (const part of text.match(/"[^"]*"|\S+/g) ?? []) {
    const filter = /^([a-z]+):(.+)$/i.exec(part);
    if (!filter) {
      const word = part.replaceAll('"', "").toLowerCase();
      if (word) query.words.push(word);
      continue;
    }
    const [, name = "", value = ""] = filter;
    const wanted = value.replaceAll('"', "").toLowerCase();
    if (name === "type" && KINDS[wanted]) query.kind = KINDS[wanted];
    else if (name === "changed") query.changed = wanted;
    else if (name === "missing") query.missing = wanted;
    else if (name === "is" && wanted === "unsaved") query.unsaved = true;
    else query.unknown.push(part);
  }
  return query;
}

export interface Candidate {
  name: string;
  note: string;
  kind: Kind | null;
  variable: Pick<Variable, "updated_by"> | null;
  unsaved: boolean;
}

export interface SearchContext {
  me: string;
  /** The names that the `missing:` environment has; null while unknown. */
  otherNames: ReadonlySet<string> | null;
}

export function matchesSearch(query: SearchQuery, candidate: Candidate, { me, otherNames }: SearchContext): boolean {
  const text = `${candidate.name} ${candidate.note}`.toLowerCase();
  if (!query.words.every((word) => text.includes(word))) return false;
  if (query.kind && candidate.kind !== query.kind) return false;
  if (query.unsaved && !candidate.unsaved) return false;
  if (query.missing && otherNames?.has(candidate.name)) return false;
  return !query.changed || changedBy(candidate, query.changed, me);
}

function changedBy({ variable }: Candidate, who: string, me: string): boolean {
  const person = variable?.updated_by;
  if (!person) return false;
  if (who === "me") return person.id === me;
  return `${person.full_name} ${person.email}`.toLowerCase().includes(who);
}
