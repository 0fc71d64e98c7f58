import { describe, expect, it } from "vitest";

import { makeMessage, makePerson } from "@/testing/make";

import { firstUnread, linesOf } from "./lines";

const NOW = new Date("2026-11-21T18:00:00");
const at = (time: string) => ({ created_at: new Date(`2026-11-${time}`).toISOString() });
const ada = { author: makePerson({ id: "ada" }) };

describe("lines", () => {
  const messages = [
    makeMessage(1, at("20T10:00:00")),
    makeMessage(2, at("20T10:01:00")),
    makeMessage(3, { ...at("20T10:02:00"), ...ada }),
    makeMessage(4, { ...at("20T10:20:00"), ...ada }),
    makeMessage(5, at("21T09:00:00")),
    makeMessage(6, at("21T09:01:00")),
  ];
  const words = (newFrom: number | null) =>
    linesOf(messages, newFrom, NOW).map((line) => (line.kind === "message" ? `${line.message.no}${line.first ? "!" : ""}` : line.kind === "day" ? line.label : "new"));

  it("stand below their day, names where somebody begins to speak", () => {
    expect(words(null)).toEqual(["Yesterday", "1!", "2", "3!", "4!", "Today", "5!", "6"]);
  });

  it("say once where the new ones begin, and whose they are", () => {
    expect(words(6)).toEqual(["Yesterday", "1!", "2", "3!", "4!", "Today", "5!", "new", "6!"]);
    expect(words(1)[1]).toBe("new");
  });

  it("have keys of their own", () => {
    const keys = linesOf(messages, 3, NOW).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("own words and those taken back are no news", () => {
    expect(firstUnread(messages, 2, "ada")).toBe(5);
    expect(firstUnread(messages, 6, "ada")).toBeNull();
    expect(firstUnread([makeMessage(7, { deleted: true }), makeMessage(8)], 6, "ada")).toBe(8);
  });
});
