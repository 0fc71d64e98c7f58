import { describe, expect, it } from "vitest";

import { found } from "./found";

describe("what was found", () => {
  it("is marked, wherever it stands", () => {
    expect(found("The key (old) is a KEY", "key (old")).toEqual([
      { text: "The ", found: false },
      { text: "key", found: true },
      { text: " ", found: false },
      { text: "(old", found: true },
      { text: ") is a ", found: false },
      { text: "KEY", found: true },
    ]);
    expect(found("nothing", "")).toEqual([{ text: "nothing", found: false }]);
  });

  it("is in view in a long text", () => {
    const [before] = found(`${"far away ".repeat(50)}needle`, "needle");
    expect(before?.text).toMatch(/^…(?=.{50,70}$)/);
  });
});
