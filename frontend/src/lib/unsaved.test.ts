import { describe, expect, it, vi } from "vitest";

import { can, grantableRoles } from "./permissions";
import { shouldRetry } from "./query";
import { Problem } from "./api/problem";
import { UnsavedRegistry, type UnsavedWork } from "./unsaved";

const work = (over: Partial<UnsavedWork> = {}): UnsavedWork => ({
  id: "e",
  organization: "o",
  label: "api / prod",
  href: "/x",
  count: 1,
  discard: () => undefined,
  ...over,
});

describe("unsaved work", () => {
  it("is listed while there is some, and gone at zero", () => {
    const registry = new UnsavedRegistry();
    registry.set(work());
    registry.set(work({ count: 3 }));
    expect(registry.current().map(({ count }) => count)).toEqual([3]);
    registry.set(work({ count: 0 }));
    expect(registry.current()).toEqual([]);
  });

  it("is dropped everywhere at once", () => {
    const registry = new UnsavedRegistry();
    const discard = vi.fn();
    registry.set(work({ id: "a", discard }));
    registry.set(work({ id: "b", discard }));
    registry.discardAll();
    expect(discard).toHaveBeenCalledTimes(2);
    expect(registry.current()).toEqual([]);
  });
});

describe("permissions", () => {
  it("hide what would be refused", () => {
    expect(can({ permissions: ["variable:read"] }, "variable:read")).toBe(true);
    expect(can({ permissions: ["variable:read"] }, "variable:write")).toBe(false);
  });
  it("let nobody hand out a role above their own", () => {
    expect(grantableRoles("admin")).not.toContain("owner");
    expect(grantableRoles("member")).toEqual([]);
  });
});

describe("retries of reads", () => {
  it("are for moments, not for refusals", () => {
    expect(shouldRetry(0, new Problem(503, "unavailable", ""))).toBe(true);
    expect(shouldRetry(2, new Problem(503, "unavailable", ""))).toBe(false);
    expect(shouldRetry(0, new Problem(404, "not_found", ""))).toBe(false);
    expect(shouldRetry(0, new Problem(429, "rate_limited", ""))).toBe(false);
  });
});
