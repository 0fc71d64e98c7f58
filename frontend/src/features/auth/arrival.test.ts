import { beforeEach, describe, expect, it } from "vitest";

import { type Begun, readArrival, takeArrival } from "./arrival";

const begun: Begun = { provider: "company", state: "s1", next: "/orgs/acme" };

describe("coming back from a provider", () => {
  it("brings the code of our callback, and where to go", () => {
    expect(readArrival("", "#code=abc&next=%2Finbox", null)).toEqual({ kind: "handover", code: "abc", next: "/inbox" });
  });

  it.each(["//evil.example", "https://evil.example", "/\\evil.example"])("goes home instead of to %s", (next) => {
    expect(readArrival("", `#code=abc&next=${encodeURIComponent(next)}`, null)).toMatchObject({ next: "/" });
  });

  it("brings the provider's own code to the tab that asked for it", () => {
    const arrival = readArrival("?code=abc&state=s1&iss=https%3A%2F%2Fid.example", "", begun);
    expect(arrival).toEqual({ kind: "exchange", provider: "company", code: "abc", state: "s1", iss: "https://id.example", next: "/orgs/acme" });
  });

  it.each([null, { ...begun, state: "another" }])("takes no code that this tab did not ask for", (kept) => {
    expect(readArrival("?code=abc&state=s1", "", kept)).toMatchObject({ kind: "refusal", reason: "invalid_state" });
  });

  it("says who refused, and why, as exactly as it is known", () => {
    const hash = "#error=provider_error&reason=access_denied&provider=github&next=%2Finvitation";
    expect(readArrival("", hash, null)).toEqual({ kind: "refusal", reason: "access_denied", provider: "github", next: "/invitation" });
    expect(readArrival("", "#error=invalid_state&provider=github", null)).toMatchObject({ reason: "invalid_state", next: "/" });
    expect(readArrival("?error=access_denied&state=s1", "", begun)).toMatchObject({ reason: "access_denied", provider: "company", next: "/orgs/acme" });
    expect(readArrival("?error=whatever&state=s1", "", begun)).toMatchObject({ reason: "code_refused" });
  });

  it("knows when a provider was connected", () => {
    const arrival = readArrival("", "#linked=github&next=%2Faccount%2Fconnections", null);
    expect(arrival).toEqual({ kind: "linked", provider: "github", next: "/account/connections" });
  });

  it("may bring nothing at all", () => {
    expect(readArrival("", "", begun)).toEqual({ kind: "nothing" });
  });
});

describe("the address bar", () => {
  beforeEach(() => window.sessionStorage.clear());

  it("keeps neither code nor state, and the second look finds what the first one did", () => {
    window.sessionStorage.setItem("keynest.oauth", JSON.stringify(begun));
    window.history.replaceState(null, "", "/oauth/callback?code=abc&state=s1");
    const first = takeArrival();
    expect(first).toMatchObject({ kind: "exchange", provider: "company" });
    expect(window.location.href).not.toMatch(/abc|s1/);
    expect(window.sessionStorage.length).toBe(0);
    expect(takeArrival()).toBe(first);
  });
});
