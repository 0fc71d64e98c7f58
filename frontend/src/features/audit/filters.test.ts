import { describe, expect, it } from "vitest";

import { activeFilters, readFilters, sinceOf } from "./filters";
import { sentence, subject } from "./sentence";

const NOW = Date.parse("2026-11-21T12:00:30.500Z");

describe("audit filters", () => {
  it("turn a period into a moment that stays the same for a minute", () => {
    expect(sinceOf("24h", NOW)).toBe("2026-11-20T12:00:00.000Z");
    expect(sinceOf("24h", NOW + 20_000)).toBe("2026-11-20T12:00:00.000Z");
    expect(sinceOf("forever", NOW)).toBe("");
  });

  it("read everything from the address", () => {
    const filters = readFilters(new URLSearchParams("q=ada&action=vault.&period=1h"), NOW);
    expect(filters).toEqual({ actor: "", action: "vault.", target: "", since: "2026-11-21T11:00:00.000Z", until: "", q: "ada" });
  });

  it("let dates go before the period, whole days in the reader's clock", () => {
    const filters = readFilters(new URLSearchParams("from=2026-11-01&to=2026-11-02&period=1h"), NOW);
    expect(filters.since).toBe(new Date(2026, 10, 1).toISOString());
    expect(Date.parse(filters.until) - Date.parse(filters.since)).toBe(2 * 86_400_000 - 1);
  });

  it("name those in force", () => expect(activeFilters(new URLSearchParams("q=x&period=&tab=reads&to=2026-01-01"))).toEqual(["to", "q"]));
});

describe("events in words", () => {
  it("say what happened to what", () => {
    expect([sentence("vault.variable.set"), subject("vault.variable.set")]).toEqual(["set", "variable"]);
    expect(sentence("tenancy.member.role_changed")).toBe("changed the role of");
    expect(sentence("x.y.some_new_verb")).toBe("some new verb");
  });
});
