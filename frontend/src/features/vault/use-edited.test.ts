import { describe, expect, it } from "vitest";

import { makeVariable } from "@/testing/make";

import { addVariable, baseOf, editVariable, NO_DRAFTS, toggleDeleted } from "./drafts/drafts";
import { edited } from "./use-edited";

describe("what is being edited", () => {
  const port = baseOf(makeVariable({ id: "1", name: "PORT" }));
  const host = baseOf(makeVariable({ id: "2", name: "HOST" }));

  it("is nothing without a draft or an open cell", () => {
    expect(edited(NO_DRAFTS, undefined)).toBeNull();
    expect(edited(NO_DRAFTS, "PORT")).toEqual(["PORT"]);
    const changed = editVariable(NO_DRAFTS, port, { value: "1" });
    expect(edited(changed, undefined)).toEqual(["PORT"]);
    expect(edited(editVariable(changed, port, { value: undefined }), undefined)).toBeNull();
  });

  it("is told once by the stored name, never by what is being typed", () => {
    const renamed = editVariable(NO_DRAFTS, port, { name: "sk_live_pasted_by_mistake" });
    expect(edited(renamed, "PORT")).toEqual(["PORT"]);
    expect(edited(addVariable(renamed, "new-1", { name: "NEW" }), "")).toEqual(["PORT"]);
    expect(edited(addVariable(NO_DRAFTS, "new-1", { name: "NEW" }), "")).toEqual([]);
  });

  it("is what will be deleted, too", () => {
    expect(edited(toggleDeleted(editVariable(NO_DRAFTS, port, { note: "x" }), "2", host), "PORT")).toEqual(["PORT", "HOST"]);
  });
});
