import { describe, expect, it } from "vitest";

import { isLastWayIn, unconnected } from "./connections";

const github = { id: "1", provider: "github" };
const google = { id: "2", provider: "google" };
const enabled = [{ slug: "github" }, { slug: "google" }];
const without = { user: { has_password: false }, passkeys: 0, providers: enabled };

describe("the last way in", () => {
  it("is a lone provider of an account without password and passkey", () => {
    expect(isLastWayIn(github, [github], without)).toBe(true);
  });

  it("is none where a password, a passkey or another provider is left", () => {
    expect(isLastWayIn(github, [github], { ...without, user: { has_password: true } })).toBe(false);
    expect(isLastWayIn(github, [github], { ...without, passkeys: 1 })).toBe(false);
    expect(isLastWayIn(github, [github, google], without)).toBe(false);
  });

  it("does not count on a provider that is switched off", () => {
    expect(isLastWayIn(github, [github, google], { ...without, providers: [{ slug: "github" }] })).toBe(true);
  });
});

describe("what can be connected", () => {
  it("is each provider that is not, once", () => {
    expect(unconnected(enabled, [github])).toEqual([{ slug: "google" }]);
    expect(unconnected(enabled, [])).toEqual(enabled);
  });
});
