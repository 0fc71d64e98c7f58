import { describe, expect, it } from "vitest";

import { makePerson, makeRoom } from "@/testing/make";

import { followed, grouped, inWords, newsIn, titleOf } from "./rooms";

const ada = makePerson({ id: "me", full_name: "Ada" });
const grace = makePerson({ id: "grace", full_name: "", email: "grace@example.com" });
const direct = makeRoom({ id: "direct", kind: "direct", name: "", people: [ada, grace], last_at: "2026-11-20T09:00:00Z" });

describe("rooms", () => {
  it("are called by their name, their project, or the other one", () => {
    expect(titleOf(makeRoom({ name: "on-call" }), "me")).toBe("on-call");
    expect(titleOf(makeRoom({ kind: "project", name: "shop", project: { id: "p", name: "Shop", slug: "shop" } }), "me")).toBe("Shop");
    expect([titleOf(direct, "me"), inWords(direct, "me")]).toEqual(["grace@example.com", "grace@example.com"]);
    expect(titleOf(makeRoom({ kind: "direct", people: [] }), "me")).toBe("Somebody who left");
    expect(inWords(makeRoom(), "me")).toBe("#general");
  });

  it("stand in groups, the common one first, conversations by their last word", () => {
    const old = makeRoom({ id: "old", kind: "direct", people: [ada], last_at: "2026-11-01T09:00:00Z" });
    const rooms = [old, makeRoom({ name: "a" }), makeRoom({ name: "general" }), direct, makeRoom({ name: "gone", archived: true })];
    const groups = grouped(rooms, "me");
    expect(groups.organization.map(({ name }) => name)).toEqual(["general", "a"]);
    expect(groups.direct.map(({ id }) => id)).toEqual(["direct", "old"]);
  });

  it("tell of mentions only, when they are muted", () => {
    expect(newsIn(makeRoom({ unread: 5, mentions: 1 }))).toBe(5);
    expect(newsIn(makeRoom({ unread: 5, mentions: 1, muted: true }))).toBe(1);
  });

  it("are followed, the open one first, and not too many", () => {
    const many = Array.from({ length: 60 }, (_, index) => makeRoom({ id: `room-${index}`, last_at: `2026-11-21T09:00:${String(index).padStart(2, "0")}Z` }));
    const ids = followed(many, "room-0").map(({ id }) => id);
    expect(ids).toHaveLength(40);
    expect(ids.slice(0, 2)).toEqual(["room-0", "room-59"]);
  });
});
