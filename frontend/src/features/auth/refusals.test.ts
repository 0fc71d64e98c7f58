import { describe, expect, it } from "vitest";

import { Problem } from "@/lib/api/problem";

import { explainRefusal, REASONS, reasonOf } from "./refusals";

/** What the API says may go wrong on the way through a provider. */
const OF_THE_API =
  "access_denied unreachable too_slow too_large redirected broken_answer code_refused wrong_issuer wrong_audience wrong_nonce " +
  "token_expired bad_signature wrong_algorithm unknown_key malformed_token email_missing email_unverified account_exists " +
  "identity_taken last_way_in already_linked registration_closed invalid_credentials invalid_state not_found rate_limited";

describe("a sign-in by a provider that did not work", () => {
  it("is explained for every reason there is", () => {
    expect(REASONS).toEqual(expect.arrayContaining(OF_THE_API.split(" ")));
  });

  it.each(REASONS)("in a title, a sentence and a way on: %s", (reason) => {
    const { title, text } = explainRefusal(reason, "GitHub");
    expect(title).toMatch(/^[A-Z].{8,60}$/);
    expect(text.length).toBeGreaterThan(20);
  });

  it.each(["constructor", "", "something_new"])("reads well for the unknown reason %j, too", (reason) => {
    expect(explainRefusal(reason, "").title).toBe("The sign-in did not work");
  });

  it("leads who has an account to connect it after signing in", () => {
    expect(explainRefusal("account_exists", "GitHub")).toMatchObject({ way: "connect" });
  });

  it("is named by the first fault, else by the code", () => {
    const fault = { field: null, code: "registration_closed", message: "Closed." };
    expect(reasonOf(new Problem(403, "permission_denied", "No.", null, [fault]))).toBe("registration_closed");
    expect(reasonOf(new Problem(400, "invalid_state", "No."))).toBe("invalid_state");
    expect(reasonOf(new TypeError("x"))).toBe("");
  });
});
