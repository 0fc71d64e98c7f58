import { beforeEach, describe, expect, it } from "vitest";

import { carry, isCarrying, putDown } from "./carried";
import { drafts } from "./drafts";
import { encode } from "./text/words";

const REF = "audit:0199a1b2-0000-7000-8000-000000000001";

describe("what is brought from another page", () => {
  beforeEach(() => drafts.forget());

  it("goes into the room that is chosen, once, behind what was written there", () => {
    drafts.set("room", { text: "look:", picks: {} });
    expect(carry(REF, "event 12")).toBe(true);
    putDown("room");
    putDown("other");
    const { text, picks } = drafts.get("room");
    expect(text).toBe("look: #event 12 ");
    expect(encode(text, picks)).toBe(`look: <${REF}> `);
    expect([drafts.has("other"), isCarrying()]).toEqual([false, false]);
  });

  it("is a reference with a short name, and nothing else", () => {
    expect([carry(null, null), carry("javascript:1", "x"), carry("<script>", "x")]).toEqual([false, false, false]);
    carry(REF, "<b>`x`</b>");
    putDown("room");
    expect(drafts.get("room").text).toBe("#audit ");
  });
});
