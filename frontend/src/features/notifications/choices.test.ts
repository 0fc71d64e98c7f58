import { describe, expect, it } from "vitest";

import { changed, type ChoiceRow, inGroups, inWords, undone } from "./choices";
import { clockTime, hourLabel } from "./digest";

const row = (kind: string, over: Partial<ChoiceRow> = {}): ChoiceRow => ({
  kind,
  label: kind,
  group: "Projects",
  in_app: true,
  mail: "never",
  mandatory: false,
  chosen: false,
  default: { in_app: true, mail: "never" },
  ...over,
});

describe("choices", () => {
  it("show at once, and go back to the default", () => {
    const rows = changed([row("a"), row("b")], { kinds: [{ kind: "a", in_app: false, mail: "digest" }] });
    expect(rows.map(({ in_app, mail, chosen }) => [in_app, mail, chosen])).toEqual([
      [false, "digest", true],
      [true, "never", false],
    ]);
    expect(changed(rows, { reset: ["a"] })).toEqual([row("a"), row("b")]);
  });

  it("that fail are taken back alone", () => {
    const before = [row("a"), row("b")];
    const first = changed(before, { kinds: [{ kind: "a", in_app: false, mail: "never" }] });
    const second = changed(first, { kinds: [{ kind: "b", in_app: false, mail: "never" }] });
    expect(undone(second, before, { kinds: [{ kind: "a", in_app: false, mail: "never" }] })).toEqual([row("a"), second[1]]);
  });

  it("stand in their groups, in order", () => {
    const rows = [row("a", { group: "X" }), row("b", { group: "Y" }), row("c", { group: "X" })];
    expect(inGroups(rows).map(({ group, rows: inside }) => [group, inside.map(({ kind }) => kind)])).toEqual([
      ["X", ["a", "c"]],
      ["Y", ["b"]],
    ]);
  });

  it("read as words", () => expect(inWords({ in_app: false, mail: "digest" })).toBe("not in KeyNest, in the digest"));
});

describe("the digest", () => {
  it("is told by the reader's clock, the browser's where the zone is unknown", () => {
    expect(clockTime("2026-11-21T07:00:00Z", "Europe/Berlin")).toBe("Saturday 21 November at 08:00 CET");
    expect(clockTime("2026-11-21T07:00:00Z", "Asia/Tokyo")).toContain("16:00 GMT+9");
    expect(clockTime("2026-11-21T07:00:00Z", "No/Where")).toBe(clockTime("2026-11-21T07:00:00Z", ""));
    expect(hourLabel(8)).toBe("08:00");
  });
});
