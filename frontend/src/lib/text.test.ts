import { describe, expect, it } from "vitest";

import { addresses, byteLength, initials, plural, size, slugify } from "./text";
import { ago, dayLabel, utcTime } from "./time";

describe("words", () => {
  it("count", () => {
    expect(plural(1, "change")).toBe("1 change");
    expect(plural(1200, "change")).toBe("1,200 changes");
    expect(plural(2, "person", "people")).toBe("2 people");
  });
  it.each([
    ["Checkout API", "checkout-api"],
    ["  Über & Söhne!! ", "uber-sohne"],
    ["---", ""],
    [`${"x".repeat(49)}- y`, "x".repeat(49)],
  ])("make an address of %j", (name, slug) => expect(slugify(name)).toBe(slug));
  it("measure bytes, not characters", () => {
    expect(byteLength("ü")).toBe(2);
    expect(size(5)).toBe("5 B");
    expect(size(2048)).toBe("2.0 KiB");
  });
  it("find addresses in a pasted list, each once", () => {
    expect(addresses('Ada <ada@x.io>, "grace@y.io"; ADA@x.io\nno-address bob@z.io')).toEqual(["ADA@x.io", "grace@y.io", "bob@z.io"]);
  });
  it("shorten names", () => {
    expect(initials("Ada Lovelace")).toBe("AL");
    expect(initials("ada@example.com")).toBe("AE");
    expect(initials("")).toBe("");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  it.each([
    ["2026-11-21T11:59:50Z", "just now"],
    ["2026-11-21T11:58:00Z", "2 minutes ago"],
    ["2026-11-20T12:00:00Z", "yesterday"],
    ["2026-11-28T12:00:00Z", "next week"],
    ["2026-11-21T12:00:10Z", "in a moment"],
  ])("%s is %s", (at, words) => expect(ago(at, { now })).toBe(words));
  it("shrink for narrow columns", () => expect(ago("2026-11-21T11:58:00Z", { now, short: true }).length).toBeLessThan("2 minutes ago".length));
  it("group by the reader's day", () => {
    const noon = new Date(2026, 10, 21, 12);
    expect(dayLabel(new Date(2026, 10, 21, 0, 1).toISOString(), noon)).toBe("Today");
    expect(dayLabel(new Date(2026, 10, 20, 23, 59).toISOString(), noon)).toBe("Yesterday");
    expect(dayLabel(new Date(2026, 10, 18).toISOString(), noon)).toMatch(/Wednesday/);
  });
  it("show the clock all logs agree on", () => expect(utcTime("2026-11-21T09:00:00.5+02:00")).toBe("2026-11-21 07:00:00 UTC"));
});
