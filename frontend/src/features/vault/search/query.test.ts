import { describe, expect, it } from "vitest";

import { type Candidate, matchesSearch, parseSearch } from "./query";

const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  name: "DATABASE_URL",
  note: "Primary",
  kind: "secret",
  variable: { updated_by: { id: "ada", email: "ada@example.com", full_name: "Ada Lovelace", avatar_url: null } },
  unsaved: false,
  ...over,
});
const context = { me: "ada", otherNames: null };
const matches = (text: string, one = candidate(), otherNames: ReadonlySet<string> | null = null) =>
  matchesSearch(parseSearch(text), one, { ...context, otherNames });

describe("the search line", () => {
  it("finds nothing special in an empty line", () => {
    expect(parseSearch("  ")).toEqual({ words: [], kind: null, changed: null, missing: null, unsaved: false, unknown: [] });
  });

  it("reads words and filters in any order", () => {
    expect(parseSearch('type:secret Url changed:me "two words" missing:production is:unsaved')).toEqual({
      words: ["url", "two words"],
      kind: "secret",
      changed: "me",
      missing: "production",
      unsaved: true,
      unknown: [],
    });
  });

  it("shows filters that nobody knows instead of searching for them", () => {
    expect(parseSearch("type:banana colour:red").unknown).toEqual(["type:banana", "colour:red"]);
  });

  it("writes write-only in either way", () => {
    expect(parseSearch("type:write-only").kind).toBe("write_only");
    expect(parseSearch("type:write_only").kind).toBe("write_only");
  });

  it("looks for every word in name and note", () => {
    expect(matches("url primary")).toBe(true);
    expect(matches("url replica")).toBe(false);
  });

  it("filters by type", () => {
    expect(matches("type:secret")).toBe(true);
    expect(matches("type:config")).toBe(false);
  });

  it("filters by who changed it", () => {
    expect(matches("changed:me")).toBe(true);
    expect(matches("changed:lovelace")).toBe(true);
    expect(matches("changed:grace")).toBe(false);
    expect(matches("changed:me", candidate({ variable: null }))).toBe(false);
  });

  it("filters by what another environment lacks, and by nothing until its names are known", () => {
    expect(matches("missing:production", candidate(), new Set(["DATABASE_URL"]))).toBe(false);
    expect(matches("missing:production", candidate(), new Set(["OTHER"]))).toBe(true);
    expect(matches("missing:production")).toBe(true);
  });

  it("filters by what is staged", () => {
    expect(matches("is:unsaved")).toBe(false);
    expect(matches("is:unsaved", candidate({ unsaved: true }))).toBe(true);
  });
});
