import { describe, expect, it } from "vitest";

import type { ImportResult } from "@/lib/api/types";

import { cutAt, guessFormat, linesOf, looksBinary, looksLikeEnvText } from "./text";
import { fileName } from "./file";

describe("guesses about a pasted text", () => {
  it.each(["A=1", "A=1\nB=2", "# why\nexport A=1\n", 'A="x\ny"', "  A = 1\r\nB=2\r\n"])("takes %j for variables", (text) =>
    expect(looksLikeEnvText(text)).toBe(true),
  );
  it.each(["hello", "DATABASE_URL", "line one\nline two", "", "# only a comment", "https://x/?a=1"])("takes %j for something else", (text) =>
    expect(looksLikeEnvText(text)).toBe(false),
  );

  it.each([
    ['{"A": "1"}', "", "json"],
    ["A: 1\nB: two", "", "yaml"],
    ["---\nA: 1", "", "yaml"],
    ["A=1", "", "dotenv"],
    ["URL=http://x: y", "", "dotenv"],
    ["A=1", "values.yml", "yaml"],
    ["A: 1", ".env.local", "dotenv"],
    ["", "config.JSON", "json"],
  ])("reads %j named %j as %s", (text, name, format) => expect(guessFormat(text, name)).toBe(format));

  it("knows a file that is no text", () => {
    expect(looksBinary("PK\u0003\u0004\u0000")).toBe(true);
    expect(looksBinary("\uFFFDPNG")).toBe(true);
    expect(looksBinary("GREETING=Grüße 世界 🗝️")).toBe(false);
  });
});

describe("taking things out of a text", () => {
  const text = ["# head", "A=1", "B='two", "lines'", "# about C", "C=3", "bad line", "A=4"].join("\n");
  const preview: ImportResult = {
    added: [
      { name: "B", line: 3 },
      { name: "C", line: 6 },
    ],
    changed: [{ name: "A", line: 8, id: "a", version: 1 }],
    unchanged: [],
    removed: [],
    errors: [{ line: 7, code: "syntax", message: "", text_masked: "" }],
    duplicates: [{ name: "A", lines: [2, 8] }],
    revision: 1,
  };

  it("takes a bad line and leaves its neighbours", () => {
    expect(cutAt(text, preview, new Set([7])).split("\n")).toEqual(["# head", "A=1", "B='two", "lines'", "# about C", "C=3", "A=4"]);
  });

  it("takes every line of a value that spans several", () => {
    expect(cutAt(text, preview, linesOf(preview, new Set(["B"])))).toBe("# head\nA=1\nC=3\nbad line\nA=4");
  });

  it("takes all places of a name that is set twice", () => {
    expect(cutAt(text, preview, linesOf(preview, new Set(["A"])))).toBe("# head\nB='two\nlines'\n# about C\nC=3\nbad line");
  });

  it("takes nothing when nothing is unwanted", () => {
    expect(cutAt(text, preview, new Set())).toBe(text);
  });
});

describe("the name of an exported file", () => {
  it("is the server's, without any path", () => {
    expect(fileName('attachment; filename="api-production.env"', "x.env")).toBe("api-production.env");
    expect(fileName('attachment; filename="../../etc/passwd"', "x.env")).not.toContain("/");
  });
  it("falls back when the server names none", () => expect(fileName(null, "x.env")).toBe("x.env"));
});
