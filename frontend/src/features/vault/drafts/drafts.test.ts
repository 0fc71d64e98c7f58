import { describe, expect, it } from "vitest";

import type { ImportResult } from "@/lib/api/types";
import { makeVariable } from "@/testing/make";

import {
  addVariable,
  baseOf,
  dropDraft,
  dropImport,
  editNew,
  editVariable,
  inWords,
  NO_DRAFTS,
  stageImport,
  type StagedImport,
  summarize,
  toggleDeleted,
  total,
} from "./drafts";

const base = baseOf(makeVariable({ id: "a", name: "A", note: "old" }));
const preview = (over: Partial<ImportResult> = {}): ImportResult => ({
  added: [],
  changed: [],
  unchanged: [],
  removed: [],
  errors: [],
  duplicates: [],
  revision: 1,
  ...over,
});
const staged = (over: Partial<ImportResult>, mode: StagedImport["mode"] = "merge"): StagedImport => ({
  format: "dotenv",
  mode,
  content: "…",
  preview: preview(over),
});

describe("drafts", () => {
  it("stage a new value without touching the rest", () => {
    const { drafts } = editVariable(NO_DRAFTS, base, { value: "new" });
    expect(drafts).toEqual([{ row: "a", base, name: "A", value: "new", note: "old", kind: "secret", deleted: false }]);
  });

  it("vanish when a field is typed back", () => {
    const renamed = editVariable(NO_DRAFTS, base, { name: "B" });
    expect(editVariable(renamed, base, { name: "A" }).drafts).toEqual([]);
  });

  it("vanish when the revealed value is typed back", () => {
    const edited = editVariable(NO_DRAFTS, base, { value: "x" }, "stored");
    expect(editVariable(edited, base, { value: "stored" }, "stored").drafts).toEqual([]);
  });

  it("stay when the stored value is not known", () => {
    expect(editVariable(NO_DRAFTS, base, { value: "stored" }).drafts).toHaveLength(1);
  });

  it("keep a value typed back while the name is still changed", () => {
    const state = editVariable(editVariable(NO_DRAFTS, base, { name: "B", value: "x" }), base, { value: "s" }, "s");
    expect(state.drafts[0]).toMatchObject({ name: "B" });
    expect(state.drafts[0]).not.toHaveProperty("value");
  });

  it("are the same object when nothing was changed", () => {
    expect(editVariable(NO_DRAFTS, base, { note: "old" })).toBe(NO_DRAFTS);
  });

  it("add, edit and drop a variable that does not exist yet", () => {
    const added = addVariable(NO_DRAFTS, "new-1", { name: "N" });
    const edited = editNew(added, "new-1", { value: "v" });
    expect(edited.drafts[0]).toMatchObject({ base: null, name: "N", value: "v" });
    expect(editNew(added, "new-2", { value: "v" })).toBe(added);
    expect(dropDraft(edited, "new-1").drafts).toEqual([]);
  });

  it("stage a deletion in place of an edit, and take it back", () => {
    const edited = editVariable(NO_DRAFTS, base, { value: "x" });
    const deleted = toggleDeleted(edited, "a", base);
    expect(deleted.drafts).toHaveLength(1);
    expect(deleted.drafts[0]).toMatchObject({ deleted: true, name: "A" });
    expect(toggleDeleted(deleted, "a", base).drafts).toEqual([]);
  });

  it("just drop a new row that is deleted", () => {
    expect(toggleDeleted(addVariable(NO_DRAFTS, "new-1"), "new-1", null).drafts).toEqual([]);
  });

  it("give way to an import of the same name", () => {
    const edited = addVariable(editVariable(NO_DRAFTS, base, { value: "x" }), "new-1", { name: "KEPT" });
    const state = stageImport(edited, staged({ changed: [{ name: "A", line: 3, id: "a", version: 1 }] }));
    expect(state.drafts.map(({ name }) => name)).toEqual(["KEPT"]);
    expect(dropImport(state).imported).toBeNull();
  });

  it("give way to an import that deletes their variable, only when it replaces", () => {
    const edited = editVariable(NO_DRAFTS, base, { value: "x" });
    const removing = { removed: [{ name: "A", id: "a" }] };
    expect(stageImport(edited, staged(removing, "merge")).drafts).toHaveLength(1);
    expect(stageImport(edited, staged(removing, "replace")).drafts).toHaveLength(0);
  });

  it("are counted by kind, the import with them", () => {
    let state = addVariable(NO_DRAFTS, "new-1", { name: "N" });
    state = editVariable(state, base, { name: "RENAMED" });
    state = toggleDeleted(state, "b", baseOf(makeVariable({ id: "b", name: "B" })));
    state = stageImport(state, staged({ added: [{ name: "I", line: 1 }], changed: [{ name: "J", line: 2, id: "j", version: 1 }] }));
    expect(summarize(state)).toEqual({ added: 2, changed: 1, renamed: 1, deleted: 1 });
    expect(total(summarize(state))).toBe(5);
    expect(inWords(summarize(state))).toBe("2 added, 1 changed, 1 renamed, 1 deleted");
    expect(inWords(summarize(NO_DRAFTS))).toBe("");
  });
});
