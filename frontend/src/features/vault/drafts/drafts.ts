/** Staged edits of one environment: plain data and pure steps. Nothing here is saved before somebody reviews it. */
import type { ImportFormat, ImportMode, ImportResult, Kind, Variable } from "@/lib/api/types";

/** The stored variable an edit started from. */
export interface Base {
  id: string;
  name: string;
  version: number;
  kind: Kind;
  note: string;
}

export interface Draft {
  /** The variable's id, or `new-…` for one that does not exist yet. */
  row: string;
  base: Base | null;
  name: string;
  /** Undefined: the stored value stays. */
  value?: string;
  note: string;
  kind: Kind;
  deleted: boolean;
}

/** A parsed text waiting to be saved whole; the server, the only parser, told what it would do. */
export interface StagedImport {
  format: ImportFormat;
  mode: ImportMode;
  content: string;
  preview: ImportResult;
}

export interface DraftState {
  drafts: readonly Draft[];
  imported: StagedImport | null;
}

export const NO_DRAFTS: DraftState = { drafts: [], imported: null };

export type Patch = Partial<Pick<Draft, "name" | "value" | "note" | "kind" | "deleted">>;

export const baseOf = ({ id, name, version, kind, note }: Variable): Base => ({ id, name, version, kind, note });

const fresh = (base: Base): Draft => ({ row: base.id, base, name: base.name, note: base.note, kind: base.kind, deleted: false });

/** Whether a draft says nothing more than what is stored. */
export function isIdle({ base, name, value, note, kind, deleted }: Draft): boolean {
  return base !== null && !deleted && value === undefined && name === base.name && note === base.note && kind === base.kind;
}

function put(state: DraftState, draft: Draft): DraftState {
  const known = state.drafts.some((one) => one.row === draft.row);
  if (isIdle(draft)) return known ? { ...state, drafts: state.drafts.filter((one) => one.row !== draft.row) } : state;
  const drafts = known ? state.drafts.map((one) => (one.row === draft.row ? draft : one)) : [...state.drafts, draft];
  return { ...state, drafts };
}

/**
 * Changes a stored variable. Typing a field back to what is stored takes the draft away; for the value that needs
 * `stored`, which only a reader who revealed it has.
 */
export function editVariable(state: DraftState, base: Base, patch: Patch, stored?: string): DraftState {
  const before = state.drafts.find((draft) => draft.row === base.id) ?? fresh(base);
  const after = { ...before, ...patch };
  if (after.value !== undefined && after.value === stored) delete after.value;
  return put(state, after);
}

export function addVariable(state: DraftState, row: string, patch: Patch = {}): DraftState {
  return put(state, { row, base: null, name: "", value: "", note: "", kind: "secret", deleted: false, ...patch });
}

export function editNew(state: DraftState, row: string, patch: Patch): DraftState {
  const before = state.drafts.find((draft) => draft.row === row);
  return before ? put(state, { ...before, ...patch }) : state;
}

export function dropDraft(state: DraftState, row: string): DraftState {
  return { ...state, drafts: state.drafts.filter((draft) => draft.row !== row) };
}

/** Stages a deletion, or takes it back; a row that was never saved just goes. */
export function toggleDeleted(state: DraftState, row: string, base: Base | null): DraftState {
  if (!base) return dropDraft(state, row);
  const deleted = state.drafts.some((draft) => draft.row === row && draft.deleted);
  return deleted ? dropDraft(state, row) : put(dropDraft(state, row), { ...fresh(base), deleted: true });
}

/** The names an import would write. */
export const importedNames = ({ preview }: StagedImport): Set<string> =>
  new Set([...preview.added, ...preview.changed].map(({ name }) => name));

/** The latest word counts: edits of names that the import writes too are dropped. */
export function stageImport(state: DraftState, imported: StagedImport): DraftState {
  const names = importedNames(imported);
  const removed = new Set(imported.mode === "replace" ? imported.preview.removed.map(({ name }) => name) : []);
  const clash = (draft: Draft) => [draft.name, draft.base?.name ?? ""].some((name) => names.has(name) || removed.has(name));
  return { drafts: state.drafts.filter((draft) => !clash(draft)), imported };
}

export const dropImport = (state: DraftState): DraftState => ({ ...state, imported: null });

export interface Summary {
  added: number;
  changed: number;
  renamed: number;
  deleted: number;
}

export function summarize({ drafts, imported }: DraftState): Summary {
  const summary: Summary = { added: 0, changed: 0, renamed: 0, deleted: 0 };
  for (const draft of drafts) summary[draftKind(draft)] += 1;
  if (imported) {
    summary.added += imported.preview.added.length;
    summary.changed += imported.preview.changed.length;
    if (imported.mode === "replace") summary.deleted += imported.preview.removed.length;
  }
  return summary;
}

export function draftKind({ base, name, deleted }: Draft): keyof Summary {
  if (deleted) return "deleted";
  if (!base) return "added";
  return base.name === name ? "changed" : "renamed";
}

export const total = ({ added, changed, renamed, deleted }: Summary): number => added + changed + renamed + deleted;

/** "3 added, 1 changed" */
export function inWords(summary: Summary): string {
  const parts = (["added", "changed", "renamed", "deleted"] as const).filter((kind) => summary[kind] > 0);
  return parts.map((kind) => `${summary[kind]} ${kind}`).join(", ");
}
