import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeLine } from "@/testing/live";

import type { Live } from "./live";

describe("the connection", () => {
  let line: FakeLine;
  let live: Live;
  let states: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    line = new FakeLine();
    live = line.live;
    states = [];
    live.watch(() => states.push(live.status()));
    return () => vi.useRealTimers();
  });

  it("opens with a fresh ticket and is live after the welcome", async () => {
    live.start();
    expect(live.status()).toBe("connecting");
    await line.pass();
    expect(line.socket.ticket).toBe("ticket-1");
    line.welcome();
    expect(states).toEqual(["connecting", "live"]);
  });

  it("survives nonsense", async () => {
    const socket = await line.connect();
    for (const text of ["", "null", "[]", "{", '"x"', '{"type":3}', '{"type":"later"}', '{"type":"event","s":"u:1"}']) socket.say(text);
    expect(live.status()).toBe("live");
  });

  it("waits longer each time, up to half a minute, and by chance", async () => {
    line.network = "failing";
    live.start();
    await line.pass();
    for (const most of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = line.tickets;
      await line.pass(most - 1);
      expect(line.tickets).toBe(before);
      await line.pass(1);
      expect(line.tickets).toBe(before + 1);
    }
    line.chance = 0.1;
    await line.pass(30_000);
    const before = line.tickets;
    await line.pass(3_000);
    expect(line.tickets).toBe(before + 1);
  });

  it("forgets earlier failures only after a minute of peace", async () => {
    for (const [up, pause] of [
      [59_000, 1_000],
      [59_000, 2_000],
      [60_000, 1_000],
    ] as const) {
      if (line.sockets.length === 0) await line.connect();
      else line.welcome();
      for (let passed = 0; passed < up; passed += 1_000) {
        await line.pass(1_000);
        line.socket.say({ type: "ping", t: 1, heads: {} });
      }
      const before = line.sockets.length;
      line.socket.drop(1006);
      await line.pass(pause - 1);
      expect(line.sockets).toHaveLength(before);
      await line.pass(1);
      expect(line.sockets).toHaveLength(before + 1);
    }
  });

  it("obeys the pause that a server asks for, once", async () => {
    const socket = await line.connect();
    socket.say({ type: "reconnect", after_ms: 5_000, reason: "restart" });
    socket.drop(4112);
    await line.pass(4_999);
    expect(line.sockets).toHaveLength(1);
    await line.pass(1);
    expect(line.sockets).toHaveLength(2);
    line.socket.drop(1012);
    await line.pass(2_000);
    expect(line.sockets).toHaveLength(3);
  });

  it.each([4003, 4008, 4010, 4099])("ends for good at %i", async (code) => {
    (await line.connect()).drop(code);
    await line.pass(120_000);
    expect(line.sockets).toHaveLength(1);
    expect(live.status()).toBe("refused");
  });

  it.each([1006, 1011, 1012, 4100, 4108, 4109, 4112, 4999])("pauses at %i", async (code) => {
    (await line.connect()).drop(code);
    await line.pass(999);
    expect(line.sockets).toHaveLength(1);
    await line.pass(1);
    expect(line.sockets).toHaveLength(2);
  });

  it("comes back at once at 4200 to 4299, but not in a circle", async () => {
    (await line.connect()).drop(4210);
    await line.pass();
    expect(line.sockets).toHaveLength(2);
    line.welcome().drop(4210);
    await line.pass(1_999);
    expect(line.sockets).toHaveLength(2);
    await line.pass(1);
    expect(line.sockets).toHaveLength(3);
  });

  it("fetches one new token at 4001, then stops", async () => {
    (await line.connect()).drop(4001);
    await line.pass();
    expect(line.tokens[0]).toBe("a-2");
    expect(line.sockets).toHaveLength(2);
    line.socket.drop(4001);
    await line.pass(120_000);
    expect(line.tokens[0]).toBe("a-2");
    expect(line.sockets).toHaveLength(2);
    expect(live.status()).toBe("refused");
  });

  it("is refused at 4001 when there is no other token", async () => {
    line.tokens.length = 1;
    (await line.connect()).drop(4001);
    await line.pass(120_000);
    expect(line.sockets).toHaveLength(1);
    expect(live.status()).toBe("refused");
  });

  it("shows a newer token when its own is about to end", async () => {
    const socket = await line.connect();
    for (let count = 0; count < 2; count += 1) {
      socket.say({ type: "token_expiring", in: 60 });
      await line.pass();
    }
    expect(socket.asked("auth")).toEqual([
      { type: "auth", token: "a-1" },
      { type: "auth", token: "a-2" },
    ]);
  });

  it("gives up a connection that has gone quiet, and one that never says welcome", async () => {
    const socket = await line.connect();
    await line.pass(69_999);
    expect(socket.closedWith).toBe(null);
    await line.pass(1);
    expect(socket.closedWith).toBe(4201);
    await line.pass(1_000);
    expect(line.sockets).toHaveLength(2);
    await line.pass(10_000);
    expect(line.socket.closedWith).toBe(4201);
  });

  it("asks whether anybody is there when the network changed or the tab is looked at", async () => {
    const socket = await line.connect();
    live.nudge();
    expect(socket.asked("ping")).toHaveLength(1);
    await line.pass(4_000);
    socket.say({ type: "pong" });
    await line.pass(60_000);
    expect(socket.closedWith).toBe(null);
    live.nudge();
    await line.pass(5_000);
    expect(socket.closedWith).toBe(4201);
  });

  it("does not sit out a long pause when the network is back", async () => {
    line.network = "down";
    live.start();
    await line.pass(15_000);
    expect(live.status()).toBe("offline");
    line.network = "up";
    line.chance = 0.5;
    live.nudge();
    await line.pass(500);
    expect(line.sockets).toHaveLength(1);
    expect(live.status()).toBe("reconnecting");
  });

  it("says nothing more after it was stopped", async () => {
    const socket = await line.connect();
    live.stop();
    expect(socket.closedWith).toBe(1000);
    expect(live.status()).toBe("closed");
    socket.drop(1000);
    await line.pass(120_000);
    expect(line.sockets).toHaveLength(1);
  });

  it("opens one socket, however often it is started and stopped", async () => {
    for (let count = 0; count < 3; count += 1) {
      live.start();
      live.stop();
    }
    await line.connect();
    expect(line.sockets).toHaveLength(1);
  });
});
