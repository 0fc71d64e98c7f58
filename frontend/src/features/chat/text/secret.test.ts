import { describe, expect, it } from "vitest";

import { candidates, withToken } from "./secret";

const first = (text: string) => candidates(text)[0]?.label;

describe("the part that may be the secret", () => {
  it("is the word that no language has", () => {
    expect(first("the new password is hunter2-Correct!Horse, please change the configuration")).toBe("hunter2-Correct!Horse");
    expect(first('set API_KEY="sk_live_51Hx9aQ2" everywhere')).toBe("sk_live_51Hx9aQ2");
    expect(candidates("use sk_live_51Hx9aQ2, please, and nothing-else").map(({ label }) => label)).toEqual(["sk_live_51Hx9aQ2", "The whole message"]);
    expect(first("API_KEY=sk_live_51Hx9aQ2")).toBe("sk_live_51Hx9aQ2");
    expect(first("use postgresql://app:s3cret@db/app for now")).toBe("postgresql://app:s3cret@db/app");
  });

  it("may be a block, or everything", () => {
    const labels = candidates("here:\n```\nA=sk_live_51Hx9aQ2\nB=2\n```").map(({ label }) => label);
    expect(labels).toEqual(["sk_live_51Hx9aQ2", "The whole block of code", "The whole message"]);
    expect(candidates("sk_live_51Hx9aQ2").map(({ label }) => label)).toEqual(["The whole message"]);
  });

  it("gives way to a link wherever it stands", () => {
    const text = "KEY=abc123XYZ and again abc123XYZ";
    expect(withToken(text, candidates(text)[0]!, "<share:1>")).toBe("KEY=<share:1> and again <share:1>");
    expect(withToken("abc123XYZ", candidates("abc123XYZ")[0]!, "<share:1>")).toBe("<share:1>");
  });
});
