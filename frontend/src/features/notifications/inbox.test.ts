import { describe, expect, it } from "vitest";

import { byDay } from "./by-day";
import { destination } from "./link";

describe("the inbox", () => {
  it("groups by day and keeps the order", () => {
    const now = new Date(2026, 10, 21, 12);
    const at = (day: number, hour: number) => ({ created_at: new Date(2026, 10, day, hour).toISOString() });
    const groups = byDay([at(21, 11), at(21, 1), at(20, 9)], now);
    expect(groups.map(({ day, items }) => [day, items.length])).toEqual([
      ["Today", 2],
      ["Yesterday", 1],
    ]);
  });

  it.each([
    ["/orgs/acme/members?tab=pending", "/orgs/acme/members?tab=pending"],
    [`${window.location.origin}/inbox`, "/inbox"],
  ])("follows %s inside the app", (url, to) => expect(destination({ url })).toBe(to));

  it.each(["", "https://evil.example/x", "//evil.example", "javascript:alert(1)", "http://[bad"])("never follows %j", (url) =>
    expect(destination({ url })).toBeNull(),
  );
});
