/** From drafts to what the server is asked to do, and what stands in the way. */
import type { Change, Variable } from "@/lib/api/types";
import { byteLength } from "@/lib/text";

import { type Base, baseOf, type Draft, type DraftState, importedNames } from "./drafts";

export const NAME_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const NAME_MAX = 255;
export const VALUE_MAX_BYTES = 65_536;

function change({ base, name, value, note, kind, deleted }: Draft): Change {
  // Version 0: there must be no such variable yet; a colleague who was quicker is not overwritten.
  if (!base) return { op: "set", name, value: value ?? "", note, kind, expected_version: 0 };
  if (deleted) return { op: "delete", name: base.name, expected_version: base.version };
  return {
    op: "set",
    name,
    ...(name === base.name ? {} : { rename_from: base.name }),
    ...(value === undefined ? {} : { value }),
    ...(note === base.note ? {} : { note }),
    ...(kind === base.kind ? {} : { kind }),
    expected_version: base.version,
  };
}

/** Deletions first, then renames: a name that becomes free may be taken again in the same change set. */
export function toChanges({ drafts }: DraftState): Change[] {
  const rank = (one: Draft) => (one.deleted ? 0 : one.base && one.base.name !== one.name ? 1 : 2);
  return [...drafts].sort((a, b) => rank(a) - rank(b)).map(change);
}

export function nameProblem(name: string): string | null {
  if (!name) return "A name is needed.";
  if (name.length > NAME_MAX) return `At most ${NAME_MAX} characters.`;
  if (/^[0-9]/.test(name)) return "A name can't start with a digit.";
  return NAME_PATTERN.test(name) ? null : "Only letters, digits and _.";
}

/** What must be mended before saving, by row. */
export function problems(state: DraftState, variables: readonly Variable[]): Map<string, string> {
  const found = new Map<string, string>();
  const owners = new Map<string, string[]>();
  const claim = (name: string, row: string) => owners.set(name, [...(owners.get(name) ?? []), row]);
  const drafted = new Set(state.drafts.map((draft) => draft.row));
  for (const variable of variables) if (!drafted.has(variable.id)) claim(variable.name, variable.id);
  if (state.imported) for (const { name } of state.imported.preview.added) claim(name, `import-${name}`);
  for (const draft of state.drafts) if (!draft.deleted) claim(draft.name, draft.row);
  for (const draft of state.drafts) {
    if (draft.deleted) continue;
    const wrong = nameProblem(draft.name);
    if (wrong) found.set(draft.row, wrong);
    else if ((owners.get(draft.name)?.length ?? 0) > 1) found.set(draft.row, "This name is taken already.");
    else if (draft.value !== undefined && byteLength(draft.value) > VALUE_MAX_BYTES) found.set(draft.row, "At most 64 KiB.");
  }
  return found;
}

export interface Conflict {
  draft: Draft;
  base: Base;
  /** What is stored now; null when somebody deleted it. */
  theirs: Variable | null;
}

/** Drafts whose variable moved on since the edit began. */
export function conflicts({ drafts }: DraftState, variables: readonly Variable[]): Conflict[] {
  const stored = new Map(variables.map((variable) => [variable.id, variable]));
  return drafts.flatMap((draft) => {
    if (!draft.base) return [];
    const theirs = stored.get(draft.base.id) ?? null;
    return theirs?.version === draft.base.version ? [] : [{ draft, base: draft.base, theirs }];
  });
}

/** Mine stays, on top of theirs; what they deleted is made anew. */
export function keepMine(state: DraftState, { draft, base, theirs }: Conflict): DraftState {
  const next: Draft = theirs
    ? { ...draft, base: baseOf(theirs), ...untouched(draft, base, theirs) }
    : { ...draft, base: null, row: `new-${draft.row}`, value: draft.value ?? "" };
  const drop = !theirs && draft.deleted;
  return { ...state, drafts: state.drafts.flatMap((one) => (one.row === draft.row ? (drop ? [] : [next]) : [one])) };
}

/** Fields I did not touch follow theirs. */
function untouched(draft: Draft, base: Base, theirs: Variable): Partial<Draft> {
  return {
    ...(draft.name === base.name ? { name: theirs.name } : {}),
    ...(draft.note === base.note ? { note: theirs.note } : {}),
    ...(draft.kind === base.kind ? { kind: theirs.kind } : {}),
  };
}

export type RowState = "added" | "changed" | "renamed" | "deleted" | "imported";

export interface Row {
  id: string;
  name: string;
  variable: Variable | null;
  draft: Draft | null;
  state: RowState | null;
  /** Where in the imported text it stands. */
  line?: number;
}

/** The table: new rows first, then what is stored, each with what is staged for it. */
export function toRows(state: DraftState, variables: readonly Variable[]): Row[] {
  const drafts = new Map(state.drafts.map((draft) => [draft.row, draft]));
  const imported = state.imported;
  const writes = imported ? importedNames(imported) : new Set<string>();
  const lines = new Map([...(imported?.preview.added ?? []), ...(imported?.preview.changed ?? [])].map((item) => [item.name, item.line]));
  const removed = new Set(imported?.mode === "replace" ? imported.preview.removed.map(({ id }) => id) : []);
  const rows: Row[] = [];
  for (const draft of state.drafts) {
    if (!draft.base) rows.push({ id: draft.row, name: draft.name, variable: null, draft, state: "added" });
  }
  const stored = new Set(variables.map((variable) => variable.name));
  for (const { name, line } of imported?.preview.added ?? []) {
    if (!stored.has(name)) rows.push({ id: `import-${name}`, name, variable: null, draft: null, state: "imported", line });
  }
  for (const variable of variables) {
    const draft = drafts.get(variable.id) ?? null;
    const staged = draft ? stateOf(draft) : removed.has(variable.id) ? "deleted" : writes.has(variable.name) ? "imported" : null;
    rows.push({ id: variable.id, name: draft?.name ?? variable.name, variable, draft, state: staged, line: lines.get(variable.name) });
  }
  return rows;
}

function stateOf(draft: Draft): RowState {
  if (draft.deleted) return "deleted";
  return draft.base?.name === draft.name ? "changed" : "renamed";
}
