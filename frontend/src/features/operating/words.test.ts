import { describe, expect, it } from "vitest";

import { kindLabel, lasting, outcome, spoken, took } from "./words";

describe("words of the machinery", () => {
  it("speak names of the code", () => {
    expect(spoken("password_reset")).toBe("Password reset");
    expect(kindLabel("mail")).toBe("Mail");
    expect(kindLabel("something.new")).toBe("Something new");
  });

  it("say how long, no finer than it matters", () => {
    expect([0, 8.4, 59.4, 60, 185, 3_900, 7_200, 40_000, 90_000, 900_000].map(lasting)).toEqual([
      "0 s",
      "8 s",
      "59 s",
      "1 min",
      "3 min",
      "1 h 5 min",
      "2 h",
      "11 h",
      "1 d 1 h",
      "10 d",
    ]);
    expect(lasting(-3)).toBe("0 s");
    expect([12, 1_500].map(took)).toEqual(["12 ms", "1.5 s"]);
  });

  it("tell when a part of a batch had moved on", () => {
    expect(outcome("sent again", 1, 1)).toBe("The message is sent again.");
    expect(outcome("dropped", 3, 3)).toBe("3 messages are dropped.");
    expect(outcome("dropped", 2, 3)).toContain("2 of 3");
  });
});
