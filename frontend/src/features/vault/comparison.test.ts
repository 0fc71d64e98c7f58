import { describe, expect, it } from "vitest";

import { type Column, isUneven, onlyDifferent, toMatrix, verdictOf } from "./comparison";

const side = { version: 1, length: 3 };

describe("a comparison", () => {
  it.each([
    [{ name: "A", left: side, right: side, same: true }, "same"],
    [{ name: "A", left: side, right: side, same: false }, "different"],
    [{ name: "A", left: side, right: side, same: null }, "unknown"],
    [{ name: "A", left: null, right: side, same: null }, "missing-left"],
    [{ name: "A", left: side, right: null, same: null }, "missing-right"],
  ])("says of %j: %s", (row, verdict) => expect(verdictOf(row)).toBe(verdict));

  it("hides what is equal", () => {
    const rows = [
      { name: "A", left: side, right: side, same: true },
      { name: "B", left: side, right: null, same: null },
    ];
    expect(onlyDifferent(rows).map(({ name }) => name)).toEqual(["B"]);
  });
});

describe("the overview of a project", () => {
  const columns: Column[] = [
    { names: new Map([["B", side], ["A", side], ["E", { version: 1, length: 0 }]]), same: new Map([["A", true], ["B", false], ["E", null]]) },
    { names: new Map([["A", side], ["B", side], ["C", side]]), same: null },
  ];

  it("sets every name against every environment", () => {
    expect(toMatrix(columns)).toEqual([
      { name: "A", cells: ["same", "set"] },
      { name: "B", cells: ["different", "set"] },
      { name: "C", cells: ["missing", "set"] },
      { name: "E", cells: ["empty", "missing"] },
    ]);
  });

  it("knows which rows need a look", () => {
    expect(toMatrix(columns).filter(isUneven).map(({ name }) => name)).toEqual(["B", "C", "E"]);
  });

  it("is empty without environments", () => expect(toMatrix([])).toEqual([]));
});
