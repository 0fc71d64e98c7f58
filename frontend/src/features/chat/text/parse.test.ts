import { describe, expect, it } from "vitest";

import { parse, plain, refsIn } from "./parse";

const ID = "0199a1b2-0000-7000-8000-000000000001";

describe("what was said", () => {
  it("is plain text unless it says otherwise", () => {
    expect(parse("just words, <b>and</b> * a star")).toEqual([{ kind: "text", text: "just words, <b>and</b> * a star" }]);
    expect(parse("")).toEqual([]);
  });

  it("has code, bold and links", () => {
    expect(parse("run `make **all**` **now**")).toEqual([
      { kind: "text", text: "run " },
      { kind: "code", text: "make **all**" },
      { kind: "text", text: " " },
      { kind: "bold", parts: [{ kind: "text", text: "now" }] },
    ]);
    expect(parse("a\n```sh\nA=1\n**B**=2\n```\nb")).toEqual([
      { kind: "text", text: "a\n" },
      { kind: "block", text: "A=1\n**B**=2" },
      { kind: "text", text: "b" },
    ]);
    expect(parse("**see `x` and https://a.example**")).toMatchObject([{ kind: "bold", parts: [{ text: "see " }, { kind: "code" }, { text: " and " }, { kind: "url" }] }]);
  });

  it("leaves the full stop after an address to the sentence", () => {
    expect(parse("(see https://a.example/x?y=1).")).toEqual([
      { kind: "text", text: "(see " },
      { kind: "url", url: "https://a.example/x?y=1" },
      { kind: "text", text: ")." },
    ]);
    expect(parse("https://en.example/wiki/A_(b)")).toEqual([{ kind: "url", url: "https://en.example/wiki/A_(b)" }]);
  });

  it("makes no link of anything but http and https", () => {
    for (const text of ["javascript:alert(1)", "data:text/html,x", "https://", "http:// a", "ftp://a.example"]) {
      expect(parse(text), text).toEqual([{ kind: "text", text }]);
    }
  });

  it("names people and things", () => {
    expect(parse(`<@${ID}> look at <variable:${ID.toUpperCase()}>`)).toEqual([
      { kind: "mention", user: ID },
      { kind: "text", text: " look at " },
      { kind: "ref", ref: `variable:${ID}`, to: "variable" },
    ]);
    expect(parse("<@nobody> <script:1>")).toEqual([{ kind: "text", text: "<@nobody> <script:1>" }]);
    expect(refsIn(`<share:${ID}> <share:${ID}> <audit:${ID}>`)).toEqual([`share:${ID}`, `audit:${ID}`]);
  });

  it("is one line where there is room for one", () => {
    expect(plain(`<@${ID}>:\n\n**read** \`this\`\n<variable:${ID}> <share:${ID}>`, () => "Ada")).toBe("@Ada: read this a link to a variable a one-time secret");
  });

  it("takes no long time over what is made to take long", () => {
    const started = performance.now();
    for (const text of ["`".repeat(4000), "*".repeat(4000), "```".repeat(1300), "**a".repeat(1300), "<@".repeat(2000), "https://".repeat(500), "https://a.example" + ".".repeat(3900), "https://a.example/" + ")".repeat(3900)]) parse(text);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
