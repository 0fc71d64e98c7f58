import { describe, expect, it } from "vitest";

import { makeVariable } from "@/testing/make";

import { conflicts, keepMine, nameProblem, problems, toChanges, toRows } from "./changes";
import { addVariable, baseOf, editVariable, NO_DRAFTS, stageImport, toggleDeleted } from "./drafts";

const a = makeVariable({ id: "a", name: "A", version: 3 });
const b = makeVariable({ id: "b", name: "B", version: 1 });

describe("what the server is asked", () => {
  it("names only what was touched, and the version it was based on", () => {
    const state = editVariable(NO_DRAFTS, baseOf(a), { value: "v" });
    expect(toChanges(state)).toEqual([{ op: "set", name: "A", value: "v", expected_version: 3 }]);
  });

  it("renames without knowing the value", () => {
    const state = editVariable(NO_DRAFTS, baseOf(a), { name: "NEW" });
    expect(toChanges(state)).toEqual([{ op: "set", name: "NEW", rename_from: "A", expected_version: 3 }]);
  });

  it("can make a value empty on purpose", () => {
    expect(toChanges(editVariable(NO_DRAFTS, baseOf(a), { value: "" }))).toMatchObject([{ value: "" }]);
  });

  it("sends a new variable whole", () => {
    const state = addVariable(NO_DRAFTS, "new-1", { name: "N", value: "v", note: "why", kind: "config" });
    expect(toChanges(state)).toEqual([{ op: "set", name: "N", value: "v", note: "why", kind: "config", expected_version: 0 }]);
  });

  it("deletes first, so that a freed name can be taken in the same change set", () => {
    let state = editVariable(NO_DRAFTS, baseOf(b), { name: "A" });
    state = addVariable(state, "new-1", { name: "B", value: "" });
    state = toggleDeleted(state, "a", baseOf(a));
    expect(toChanges(state).map((change) => [change.op, change.name])).toEqual([
      ["delete", "A"],
      ["set", "A"],
      ["set", "B"],
    ]);
  });
});

describe("names", () => {
  it.each(["A", "_", "a_b9", "X".repeat(255)])("accept %s", (name) => expect(nameProblem(name)).toBeNull());
  it.each(["", "9A", "A-B", "A B", "É", "X".repeat(256)])("refuse %s", (name) => expect(nameProblem(name)).not.toBeNull());

  it("are flagged when taken by a stored variable", () => {
    const state = addVariable(NO_DRAFTS, "new-1", { name: "A" });
    expect(problems(state, [a]).get("new-1")).toMatch(/taken/);
  });

  it("are flagged when taken by another draft or by the import", () => {
    let state = addVariable(addVariable(NO_DRAFTS, "new-1", { name: "N" }), "new-2", { name: "N" });
    expect([...problems(state, []).keys()]).toEqual(["new-1", "new-2"]);
    state = { ...state, drafts: state.drafts.slice(0, 1) };
    const preview = { added: [{ name: "N", line: 1 }], changed: [], unchanged: [], removed: [], errors: [], duplicates: [], revision: 1 };
    const imported = { format: "dotenv" as const, mode: "merge" as const, content: "", preview };
    expect(problems({ ...state, imported }, []).get("new-1")).toMatch(/taken/);
  });

  it("are free once their owner is staged for deletion or renamed", () => {
    let state = toggleDeleted(NO_DRAFTS, "a", baseOf(a));
    state = editVariable(state, baseOf(b), { name: "C" });
    state = addVariable(addVariable(state, "new-1", { name: "A" }), "new-2", { name: "B" });
    expect(problems(state, [a, b]).size).toBe(0);
  });

  it("come with values of at most 64 KiB, counted in bytes", () => {
    const fits = addVariable(NO_DRAFTS, "new-1", { name: "N", value: "x".repeat(65_536) });
    expect(problems(fits, []).size).toBe(0);
    const wide = addVariable(NO_DRAFTS, "new-1", { name: "N", value: "ü".repeat(32_769) });
    expect(problems(wide, []).get("new-1")).toMatch(/64 KiB/);
  });
});

describe("conflicts", () => {
  const state = editVariable(NO_DRAFTS, baseOf(a), { value: "mine" });

  it("are none while the version is the one the edit began with", () => {
    expect(conflicts(state, [a])).toEqual([]);
  });

  it("appear when somebody saved or deleted in between", () => {
    const theirs = { ...a, version: 4 };
    expect(conflicts(state, [theirs])[0]?.theirs).toEqual(theirs);
    expect(conflicts(state, [])[0]?.theirs).toBeNull();
  });

  it("keep mine on top of theirs, with their changes of what I did not touch", () => {
    const theirs = { ...a, version: 4, note: "theirs" };
    const [conflict] = conflicts(state, [theirs]);
    const kept = conflict ? keepMine(state, conflict) : state;
    expect(conflicts(kept, [theirs])).toEqual([]);
    expect(toChanges(kept)).toEqual([{ op: "set", name: "A", value: "mine", expected_version: 4 }]);
  });

  it("make anew what they deleted, when mine is kept", () => {
    const [conflict] = conflicts(state, []);
    const kept = conflict ? keepMine(state, conflict) : state;
    expect(toChanges(kept)).toEqual([{ op: "set", name: "A", value: "mine", note: "", kind: "secret", expected_version: 0 }]);
  });

  it("have nothing left to delete when they deleted it too", () => {
    const deleting = toggleDeleted(NO_DRAFTS, "a", baseOf(a));
    const [conflict] = conflicts(deleting, []);
    expect(conflict && keepMine(deleting, conflict).drafts).toEqual([]);
  });
});

describe("the rows of the table", () => {
  const preview = {
    added: [{ name: "NEW", line: 2 }],
    changed: [{ name: "A", line: 5, id: "a", version: 3 }],
    unchanged: [],
    removed: [{ name: "B", id: "b" }],
    errors: [],
    duplicates: [],
    revision: 1,
  };

  it("put what is new first and mark what is staged", () => {
    let state = addVariable(NO_DRAFTS, "new-1", { name: "N" });
    state = editVariable(state, baseOf(a), { name: "A2" });
    expect(toRows(state, [a, b]).map(({ name, state: mark }) => [name, mark])).toEqual([
      ["N", "added"],
      ["A2", "renamed"],
      ["B", null],
    ]);
  });

  it("show an import where it will land, with its lines", () => {
    const state = stageImport(NO_DRAFTS, { format: "dotenv", mode: "replace", content: "", preview });
    expect(toRows(state, [a, b]).map(({ name, state: mark, line }) => [name, mark, line])).toEqual([
      ["NEW", "imported", 2],
      ["A", "imported", 5],
      ["B", "deleted", undefined],
    ]);
  });

  it("delete nothing when the import merges", () => {
    const state = stageImport(NO_DRAFTS, { format: "dotenv", mode: "merge", content: "", preview });
    expect(toRows(state, [b]).find((row) => row.id === "b")?.state).toBeNull();
  });
});
