import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";

import type { ChatReading, ChatRoom } from "@/lib/api/types";
import { makeMessage, makePerson, makeRoom } from "@/testing/make";

import { messagesKey, readingsKey, roomsKey } from "./api/keys";
import { applyFrame, opensRoom, staleByEvent, typingIn } from "./live";
import type { Timeline } from "./timeline";

const GRACE = makePerson({ id: "grace" });

describe("a room, live", () => {
  let client: QueryClient;
  const room = () => client.getQueryData<ChatRoom[]>(roomsKey("org"))?.[0] as ChatRoom;
  const texts = () => client.getQueryData<Timeline>(messagesKey("org", "room"))?.messages.map(({ text }) => text);
  const hear = (frame: Record<string, unknown>) => applyFrame(client, "org", "me", { type: "message", s: "r:room", ...frame });
  const say = (no: number, over: Record<string, unknown> = {}) =>
    hear({ seq: no, id: `message-${no}`, room_id: "room", no, user: GRACE, text: `message ${no}`, ts: "2026-11-21T09:00:00Z", change: "message", mentions: [], ...over });

  beforeEach(() => {
    client = new QueryClient();
    client.setQueryData(roomsKey("org"), [makeRoom({ id: "room", last_no: 1 })]);
    client.setQueryData<Timeline>(messagesKey("org", "room"), { messages: [makeMessage(1)], before: null, after: null });
    client.setQueryData<ChatReading[]>(readingsKey("org", "room"), [{ user: GRACE, no: 1, at: "2026-11-21T09:00:00Z" }]);
  });

  it("shows what is said, and counts it as unread, once", () => {
    say(2);
    say(3, { mentions: ["me"] });
    say(3, { mentions: ["me"] });
    expect(texts()).toEqual(["message 1", "message 2", "message 3"]);
    expect(room()).toMatchObject({ unread: 2, mentions: 1, last_no: 3, last_message: { text: "message 3" } });
  });

  it("has read what its reader answers", () => {
    say(2);
    say(3, { user: { ...GRACE, id: "me" } });
    expect(room()).toMatchObject({ unread: 0, mentions: 0, read_no: 3 });
  });

  it("shows what is changed or taken back, which is no news", () => {
    say(1, { seq: 5, text: "better", change: "edit", edited: "2026-11-21T09:01:00Z" });
    expect(texts()).toEqual(["better"]);
    say(1, { seq: 6, text: "", change: "delete", deleted: true });
    expect(client.getQueryData<Timeline>(messagesKey("org", "room"))?.messages[0]?.deleted).toBe(true);
    expect(room().unread).toBe(0);
  });

  it("knows who has read how far, and never back", () => {
    hear({ type: "read", user: "grace", no: 4 });
    hear({ type: "read", user: "grace", no: 2 });
    expect(client.getQueryData<ChatReading[]>(readingsKey("org", "room"))).toMatchObject([{ user: { id: "grace" }, no: 4 }]);
    say(2);
    hear({ type: "read", user: "me", no: 2 });
    expect(room().unread).toBe(0);
  });

  it("knows who is typing, but oneself, until they have said it", () => {
    hear({ type: "typing", user: "grace", on: true, ttl: 6 });
    hear({ type: "typing", user: { id: "me" }, on: true, ttl: 6 });
    expect(typingIn("room").current()).toEqual(["grace"]);
    say(2);
    expect(typingIn("room").current()).toEqual([]);
  });

  it("survives frames without anything in them", () => {
    for (const type of ["message", "read", "typing", "room", "later"]) hear({ type, user: null, s: "r:other" });
    applyFrame(client, "org", "me", { type: "event", s: "o:org" });
    expect(texts()).toEqual(["message 1"]);
  });
});

describe("what makes the list of rooms stale", () => {
  const keys = (verb: string) => staleByEvent({ verb }, "1").map((key) => key.join(" "));
  it("are rooms, projects and members that come and go", () => {
    expect(keys("chat.room.created")).toEqual(["org 1 chat rooms", "org 1 chat archived"]);
    expect(keys("vault.variable.set")).toEqual([]);
  });
  it("are names of links, when what they name changes", () => {
    expect(keys("sharing.link.opened")).toEqual(["org 1 chat link"]);
    expect(keys("vault.variable.renamed")).toEqual(["org 1 chat link"]);
  });
  it("is the first word in a direct room", () => {
    const frame = (s: string, verb: string) => ({ type: "event", s, seq: 1, data: { verb } });
    expect(opensRoom(frame("a:me", "chat.member.addressed"))).toBe(true);
    expect(opensRoom(frame("a:me", "authentication.login"))).toBe(false);
    expect(opensRoom({ type: "notification", s: "u:me" })).toBe(false);
  });
});
