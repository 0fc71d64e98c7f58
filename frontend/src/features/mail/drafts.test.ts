import { describe, expect, it, vi } from "vitest";

import { draftId, Drafts } from "./drafts";

describe("what is under work", () => {
  it("is kept apart by organization and letter, and told of", () => {
    const drafts = new Drafts<string>();
    const told = vi.fn();
    drafts.subscribe(told);
    drafts.set(draftId("acme", "invitation"), "Hello");
    expect(drafts.get(draftId("acme", "invitation"))).toBe("Hello");
    expect(drafts.get(draftId("beta", "invitation"))).toBeNull();
    drafts.clear(draftId("acme", "invitation"));
    drafts.clear(draftId("acme", "invitation"));
    expect(told).toHaveBeenCalledTimes(2);
  });
});
