import { beforeEach, describe, expect, it, vi } from "vitest";

import { Reveals } from "./reveal";

describe("revealed values", () => {
  let reveals: Reveals;
  const shown = () => [...reveals.values().keys()];
  beforeEach(() => {
    vi.useFakeTimers();
    reveals = new Reveals();
    return () => vi.useRealTimers();
  });

  it("hide again after thirty seconds, each in its own time", () => {
    reveals.show([{ id: "a", value: "1", version: 1 }]);
    vi.advanceTimersByTime(20_000);
    reveals.show([{ id: "b", value: "2", version: 1 }]);
    vi.advanceTimersByTime(10_000);
    expect(shown()).toEqual(["b"]);
    vi.advanceTimersByTime(20_000);
    expect(shown()).toEqual([]);
  });

  it("stay over a short glance at another tab, not over a long one", () => {
    reveals.show([{ id: "a", value: "1", version: 1 }]);
    reveals.visibility(true);
    vi.setSystemTime(Date.now() + 5_000);
    reveals.visibility(false);
    expect(shown()).toEqual(["a"]);
    reveals.visibility(true);
    vi.setSystemTime(Date.now() + 61_000);
    reveals.visibility(false);
    expect(shown()).toEqual([]);
  });

  it("go when their variable has a newer version, or is gone", () => {
    reveals.show([
      { id: "a", value: "1", version: 1 },
      { id: "b", value: "2", version: 1 },
      { id: "c", value: "3", version: 1 },
    ]);
    reveals.keepCurrent(
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    );
    expect(shown()).toEqual(["a"]);
  });

  it("tell their readers, and hide one or all", () => {
    const heard = vi.fn();
    reveals.subscribe(heard);
    reveals.show([
      { id: "a", value: "1", version: 1 },
      { id: "b", value: "2", version: 1 },
    ]);
    reveals.hide("a");
    expect(shown()).toEqual(["b"]);
    reveals.hideAll();
    reveals.hideAll();
    expect(shown()).toEqual([]);
    expect(heard).toHaveBeenCalledTimes(3);
  });
});
