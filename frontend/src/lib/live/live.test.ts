import { beforeEach, describe, expect, it, vi } from "vitest";

import { type FakeSocket, FakeLine } from "@/testing/live";

import type { StreamFrame } from "./frames";
import type { Live } from "./live";

describe("streams over one connection", () => {
  let line: FakeLine;
  let live: Live;
  let seen: string[];
  let stale: string[];
  let lost: string[];
  const note = ({ s, seq, type }: StreamFrame) => seen.push(`${s} ${seq ?? type}`);

  beforeEach(() => {
    vi.useFakeTimers();
    line = new FakeLine();
    live = line.live;
    [seen, stale, lost] = [[], [], []];
    live.listen("*", { frame: note, stale: (stream) => stale.push(stream), lost: (stream) => lost.push(stream) });
    return () => vi.useRealTimers();
  });

  const event = (seq: number, s = "u:1") => ({ type: "event", s, seq, data: {} });

  async function joined(stream: string, head: number): Promise<FakeSocket> {
    live.join(stream);
    const socket = await line.connect();
    socket.answer("join", { type: "join", s: stream, epoch: "x", head, resumed: false });
    [seen.length, stale.length] = [0, 0];
    return socket;
  }

  it("joins what was asked for before and after it was live", async () => {
    live.join("o:7");
    const socket = await line.connect();
    live.join("o:8");
    expect(socket.asked("join")).toEqual([
      { type: "join", s: "o:7" },
      { type: "join", s: "o:8" },
    ]);
  });

  it("does not ask for the own stream, which the server joins by itself", async () => {
    live.join("u:1");
    const socket = await line.connect();
    live.join("u:1");
    expect(socket.asked("join")).toEqual([]);
    expect(stale).toEqual(["u:1"]);
  });

  it("joins for the first and leaves with the last who want a stream", async () => {
    const socket = await line.connect();
    live.join("o:7");
    live.join("o:7");
    live.leave("o:7");
    await line.pass();
    expect(socket.asked("leave")).toEqual([]);
    live.leave("o:7");
    await line.pass();
    expect(socket.asked("join")).toHaveLength(1);
    expect(socket.asked("leave")).toEqual([{ type: "leave", s: "o:7" }]);
    socket.say(event(1, "o:7"));
    expect(seen).toEqual([]);
  });

  it("says nothing to the server when one page makes place for another one of the same stream", async () => {
    const socket = await line.connect();
    live.join("o:7");
    live.leave("o:7");
    live.join("o:7");
    await line.pass();
    expect(socket.asked("leave")).toEqual([]);
    expect(live.follows("o:7")).toBe(true);
  });

  it("goes on from where a page's data was read", async () => {
    const socket = await line.connect();
    stale.length = 0;
    live.join("r:1", { epoch: "x", last: 40 });
    expect(socket.asked("join")).toEqual([{ type: "join", s: "r:1", since: 40, epoch: "x" }]);
    socket.answer("join", { type: "join", s: "r:1", epoch: "x", head: 42, resumed: true });
    for (const seq of [41, 42]) socket.say(event(seq, "r:1"));
    expect(seen).toEqual(["r:1 41", "r:1 42"]);
    expect(stale).toEqual([]);
  });

  it("asks again for a stream when it was too early to ask", async () => {
    const socket = await line.connect();
    live.join("o:7");
    socket.answer("join", { type: "error", code: "rate_limited", message: "Too many joins.", retry_ms: 700 });
    await line.pass(699);
    expect(socket.asked("join")).toHaveLength(1);
    await line.pass(1);
    expect(socket.asked("join")).toHaveLength(2);
  });

  it("asks for many streams no faster than the server takes them", async () => {
    const socket = await line.connect();
    for (let count = 0; count < 12; count += 1) live.join(`r:${count}`);
    expect(socket.asked("join")).toHaveLength(8);
    live.leave("r:9");
    await line.pass(1_200);
    expect(socket.asked("join").map(({ s }) => s).slice(8)).toEqual(["r:8", "r:10"]);
    await line.pass(600);
    expect(socket.asked("join").at(-1)).toEqual({ type: "join", s: "r:11" });
  });

  it("says when a stream is refused, or taken away, and asks for it no more", async () => {
    const socket = await line.connect();
    for (const stream of ["o:7", "o:8", "o:9"]) live.join(stream);
    socket.say({ type: "left", s: "o:8", reason: "not_a_member" });
    socket.say({ type: "left", s: "o:7", reason: "asked" });
    socket.answer("join", { type: "error", code: "not_found", message: "Nothing here." });
    await line.pass();
    expect(lost).toEqual(["o:8", "o:9"]);
    socket.drop(1012);
    await line.pass(1_000);
    expect(line.welcome().asked("join")).toEqual([{ type: "join", s: "o:7" }]);
  });

  it("tells only who listens to a stream of it, until they stop", async () => {
    const heard: number[] = [];
    const off = live.onFrame("o:7", ({ seq }) => heard.push(seq ?? 0));
    const socket = await joined("o:7", 3);
    socket.say(event(6));
    socket.say(event(4, "o:7"));
    off();
    socket.say(event(5, "o:7"));
    expect(heard).toEqual([4]);
    expect(seen).toEqual(["u:1 6", "o:7 4", "o:7 5"]);
  });

  it("hands on what has no number as it comes", async () => {
    const socket = await joined("e:1", 0);
    socket.say({ type: "presence", s: "e:1", user: "u", on: true });
    socket.say({ type: "typing", s: "e:2", user: "u", on: true });
    expect(seen).toEqual(["e:1 presence"]);
  });

  it("resumes the own stream by the address, and each other by its join", async () => {
    const socket = await joined("o:7", 20);
    socket.say(event(6));
    socket.say(event(21, "o:7"));
    socket.drop(1006);
    await line.pass(1_000);
    expect(line.socket.own).toEqual({ since: 6, epoch: "e" });
    line.welcome(8, true);
    expect(line.socket.asked("join")).toEqual([{ type: "join", s: "o:7", since: 21, epoch: "x" }]);
    line.socket.answer("join", { type: "join", s: "o:7", epoch: "x", head: 22, resumed: true });
    for (const frame of [event(7), event(22, "o:7"), event(8)]) line.socket.say(frame);
    expect(seen).toEqual(["u:1 6", "o:7 21", "u:1 7", "o:7 22", "u:1 8"]);
    expect(stale).toEqual([]);
  });

  it("tells once which stream must be reloaded, and goes on from the new head", async () => {
    const socket = await joined("o:7", 20);
    socket.say({ type: "resync", s: "o:7", epoch: "y", head: 90, reason: "epoch" });
    socket.say(event(91, "o:7"));
    expect(stale).toEqual(["o:7"]);
    expect(seen).toEqual(["o:7 91"]);
    socket.drop(1006);
    await line.pass(1_000);
    line.welcome(8, true);
    line.socket.answer("join", { type: "join", s: "o:7", epoch: "y", head: 900, resumed: false });
    line.socket.say({ type: "resync", s: "o:7", epoch: "y", head: 900, reason: "too_far" });
    expect(stale).toEqual(["o:7", "o:7"]);
  });

  it("asks after 300 ms for what is missing, and not when it was only late", async () => {
    const socket = await joined("o:7", 20);
    socket.say(event(23, "o:7"));
    socket.say(event(22, "o:7"));
    await line.pass(299);
    socket.say(event(21, "o:7"));
    await line.pass(1_000);
    expect(socket.asked("join")).toHaveLength(1);
    socket.say(event(25, "o:7"));
    await line.pass(300);
    expect(socket.asked("join").at(-1)).toEqual({ type: "join", s: "o:7", since: 23, epoch: "x" });
    socket.answer("join", { type: "join", s: "o:7", epoch: "x", head: 25, resumed: true });
    for (const seq of [24, 25]) socket.say(event(seq, "o:7"));
    expect(seen).toEqual([21, 22, 23, 24, 25].map((seq) => `o:7 ${seq}`));
  });

  it("answers pings, and catches up on heads it does not have", async () => {
    const socket = await line.connect();
    socket.say({ type: "ping", t: 3, heads: { "u:1": 8, "o:9": 100 } });
    expect(socket.asked("pong")).toEqual([{ type: "pong", t: 3 }]);
    await line.pass(300);
    expect(socket.asked("join")).toEqual([{ type: "join", s: "u:1", since: 5, epoch: "e" }]);
  });

  it("applies every frame once and in order, whatever the order of arrival, through cuts and doubles", async () => {
    const TOTAL = 60;
    let chance = 7;
    const random = () => (chance = (chance * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 25; round += 1) {
      line = new FakeLine();
      live = line.live;
      const applied: number[] = [];
      live.listen("o:7", { frame: ({ seq }) => applied.push(seq ?? 0) });
      live.join("o:7", { epoch: "x", last: 0 });
      await line.connect();
      while (applied.length < TOTAL) {
        const { socket } = line;
        const since = Number(socket.asked("join").at(-1)?.since ?? 0);
        socket.answer("join", { type: "join", s: "o:7", epoch: "x", head: TOTAL, resumed: true });
        const shuffled = Array.from({ length: TOTAL - since }, (_, index) => since + 1 + index)
          .flatMap((seq) => (random() < 0.15 ? [] : random() < 0.2 ? [seq, seq] : [seq]))
          .map((seq) => ({ seq, at: seq + random() * 6 }))
          .sort((a, b) => a.at - b.at);
        for (const { seq } of shuffled) socket.say(random() < 0.1 ? { type: "skip", s: "o:8", seq } : event(seq, "o:7"));
        if (random() < 0.5) {
          socket.drop(1006);
          await line.pass(30_000);
          line.welcome(5, true);
        } else {
          socket.say({ type: "ping", t: 1, heads: { "o:7": TOTAL } });
          await line.pass(300);
        }
      }
      live.stop();
      expect(applied).toEqual(Array.from({ length: TOTAL }, (_, index) => index + 1));
    }
  });

  it("starts anew after it was stopped, with the streams that pages still hold", async () => {
    await joined("o:7", 20);
    live.stop();
    const socket = await line.connect();
    expect(socket.own).toEqual({});
    expect(socket.asked("join")).toEqual([{ type: "join", s: "o:7" }]);
  });
});

describe("questions", () => {
  let line: FakeLine;
  beforeEach(() => {
    vi.useFakeTimers();
    line = new FakeLine();
    return () => vi.useRealTimers();
  });

  it("get the answer that names them", async () => {
    const socket = await line.connect();
    const first = line.live.send({ type: "message", s: "r:1", text: "a" });
    const [question] = socket.sent.slice(-1);
    const second = line.live.send({ type: "history", s: "r:1" });
    socket.answer("history", { type: "history", messages: [] });
    socket.say({ type: "ok", ref: question?.id, seq: 3, dup: false });
    expect(await second).toMatchObject({ type: "history", messages: [] });
    expect(await first).toMatchObject({ type: "ok", seq: 3 });
  });

  it("are refused in words and with a code", async () => {
    const socket = await line.connect();
    const answer = line.live.send({ type: "message", s: "r:1", text: "a" });
    socket.answer("message", { type: "error", code: "rate_limited", message: "Too fast.", retry_ms: 800 });
    await expect(answer).rejects.toMatchObject({ code: "rate_limited", message: "Too fast.", retryMs: 800 });
  });

  it("are given up after a while, or with the connection, or at once where there is none", async () => {
    const socket = await line.connect();
    const slow = expect(line.live.send({ type: "message" }, 2_000)).rejects.toMatchObject({ code: "timeout" });
    await line.pass(2_000);
    await slow;
    const cut = expect(line.live.send({ type: "message" })).rejects.toMatchObject({ code: "disconnected" });
    socket.drop(1006);
    await cut;
    await expect(line.live.send({ type: "message" })).rejects.toMatchObject({ code: "disconnected" });
    expect(line.live.tell({ type: "typing" })).toBe(false);
  });
});
