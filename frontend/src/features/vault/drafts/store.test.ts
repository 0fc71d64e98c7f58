import { describe, expect, it, vi } from "vitest";

import { addVariable, NO_DRAFTS } from "./drafts";
import { DraftStore } from "./store";

describe("the draft store", () => {
  it("keeps environments apart", () => {
    const store = new DraftStore();
    store.update("one", (state) => addVariable(state, "new-1"));
    expect(store.get("one").drafts).toHaveLength(1);
    expect(store.get("two")).toBe(NO_DRAFTS);
  });

  it("undoes step by step, down to nothing", () => {
    const store = new DraftStore();
    store.update("e", (state) => addVariable(state, "new-1"));
    store.update("e", (state) => addVariable(state, "new-2"));
    store.undo("e");
    expect(store.get("e").drafts.map(({ row }) => row)).toEqual(["new-1"]);
    store.undo("e");
    store.undo("e");
    expect(store.get("e").drafts).toEqual([]);
    expect(store.canUndo("e")).toBe(false);
  });

  it("is silent when a step changes nothing", () => {
    const store = new DraftStore();
    const heard = vi.fn();
    store.subscribe(heard);
    store.update("e", (state) => state);
    expect(heard).not.toHaveBeenCalled();
    expect(store.canUndo("e")).toBe(false);
  });

  it("leaves nothing behind when cleared, not even for undo", () => {
    const store = new DraftStore();
    store.update("e", (state) => addVariable(state, "new-1", { value: "secret" }));
    store.clear("e");
    store.undo("e");
    expect(store.get("e")).toBe(NO_DRAFTS);
  });
});
