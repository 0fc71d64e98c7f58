import { describe, expect, it } from "vitest";

import { allZones, clockIn, findZones } from "./zones";

const names = (text: string) => findZones(allZones(), text).map(({ name }) => name);

describe("time zones", () => {
  it("are found by their places, with or without underscores, in any order", () => {
    expect(names("berlin")[0]).toBe("Europe/Berlin");
    expect(names("new york")).toEqual(["America/New_York"]);
    expect(names("New_York")).toEqual(["America/New_York"]);
    expect(names("york america")).toEqual(["America/New_York"]);
    expect(names("utc")).toContain("UTC");
  });

  it("put places that begin with what is typed before those that hold it", () => {
    const found = names("ro");
    expect(found.indexOf("Europe/Rome")).toBeLessThan(found.indexOf("Africa/Cairo"));
  });

  it("are all there when nothing is typed, and none when nothing fits", () => {
    expect(names("  ").length).toBeGreaterThan(300);
    expect(names("atlantis")).toEqual([]);
  });

  it("show their clock and their distance from UTC, summer time counted", () => {
    expect(clockIn("Europe/Berlin", new Date("2026-07-01T12:00:00Z"))).toBe("14:00, UTC+2");
    expect(clockIn("Europe/Berlin", new Date("2026-12-01T12:00:00Z"))).toBe("13:00, UTC+1");
    expect(clockIn("UTC", new Date("2026-07-01T12:00:00Z"))).toBe("12:00, UTC");
  });
});
