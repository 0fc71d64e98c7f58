import { beforeEach, describe, expect, it, vi } from "vitest";

import { LiveSocket, type SocketLike } from "./socket";

class Wire implements SocketLike {
  sent: Record<string, unknown>[] = [];
  closedWith: number | null = null;
  onopen = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(code?: number): void {
    this.closedWith = code ?? 1000;
  }
  say(frame: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data: typeof frame === "string" ? frame : JSON.stringify(frame) }));
  }
  drop(code: number): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

const WELCOME = { type: "welcome", streams: [{ s: "u:1", epoch: "e", head: 5, resumed: false }] };

describe("the live socket", () => {
  let wires: Wire[];
  let tickets: number;
  let ticketFails: boolean;
  let live: LiveSocket;
  let frames: number[];
  let stale: string[];
  const wire = () => wires.at(-1) as Wire;
  const turn = () => vi.advanceTimersByTimeAsync(0);

  beforeEach(() => {
    vi.useFakeTimers();
    wires = [];
    tickets = 0;
    ticketFails = false;
    frames = [];
    stale = [];
    live = new LiveSocket({
      ticket: async () => {
        tickets += 1;
        if (ticketFails) throw new Error("down");
        return `ticket-${tickets}`;
      },
      open: () => {
        wires.push(new Wire());
        return wire();
      },
      random: () => 1,
      setTimeout: (work, ms) => setTimeout(work, ms) as unknown as number,
      clearTimeout: (handle) => clearTimeout(handle),
    });
    live.listen({ frame: ({ seq }) => frames.push(seq), stale: (stream) => stale.push(stream) });
    return () => vi.useRealTimers();
  });

  async function connected(): Promise<Wire> {
    live.start();
    await turn();
    wire().say(WELCOME);
    return wire();
  }

  it("opens with a fresh ticket and is live after the welcome", async () => {
    live.start();
    expect(live.status()).toBe("connecting");
    await turn();
    wire().say(WELCOME);
    expect(live.status()).toBe("live");
    expect(tickets).toBe(1);
  });

  it("joins what was asked for before and after it was live", async () => {
    live.join("o:7");
    const first = await connected();
    live.join("o:8");
    expect(first.sent).toEqual([
      { type: "join", s: "o:7" },
      { type: "join", s: "o:8" },
    ]);
  });

  it("applies frames in order, each once", async () => {
    const first = await connected();
    for (const seq of [6, 6, 7, 5]) first.say({ type: "notification", s: "u:1", seq, data: {} });
    expect(frames).toEqual([6, 7]);
  });

  it("asks again for the frames of a gap", async () => {
    const first = await connected();
    first.say({ type: "notification", s: "u:1", seq: 9, data: {} });
    expect(frames).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(first.sent.at(-1)).toEqual({ type: "join", s: "u:1", since: 5, epoch: "e" });
  });

  it("goes on over a number that it may not see", async () => {
    const first = await connected();
    first.say({ type: "skip", s: "u:1", seq: 6 });
    first.say({ type: "notification", s: "u:1", seq: 7, data: {} });
    await vi.advanceTimersByTimeAsync(300);
    expect(frames).toEqual([7]);
    expect(first.sent).toEqual([]);
  });

  it("says when the right to follow a stream is taken away, and asks for it no more", async () => {
    const lost: string[] = [];
    live.listen({ frame: () => undefined, stale: () => undefined, lost: (stream) => lost.push(stream) });
    live.join("o:7");
    live.join("o:8");
    const first = await connected();
    first.say({ type: "left", s: "o:7", reason: "asked" });
    first.say({ type: "left", s: "o:8", reason: "not_a_member" });
    expect(lost).toEqual(["o:8"]);
    first.drop(1012);
    await vi.advanceTimersByTimeAsync(2_000);
    wire().say(WELCOME);
    expect(wire().sent.map(({ s }) => s)).not.toContain("o:8");
  });

  it("answers pings, and catches up on heads it does not have", async () => {
    const first = await connected();
    first.say({ type: "ping", t: 3, heads: { "u:1": 8 } });
    expect(first.sent.at(-1)).toEqual({ type: "pong", t: 3 });
    await vi.advanceTimersByTimeAsync(300);
    expect(first.sent.at(-1)).toMatchObject({ type: "join", s: "u:1", since: 5 });
  });

  it("tells which stream must be reloaded on a resync", async () => {
    const first = await connected();
    stale.length = 0;
    first.say({ type: "resync", s: "u:1", head: 90, reason: "trimmed" });
    expect(stale).toEqual(["u:1"]);
    first.say({ type: "notification", s: "u:1", seq: 91, data: {} });
    expect(frames).toEqual([91]);
  });

  it("survives nonsense", async () => {
    const first = await connected();
    for (const text of ["", "null", "[]", "{", '"x"', '{"type":"later"}']) first.say(text);
    expect(live.status()).toBe("live");
  });

  it("reconnects, with its cursor for the streams it joined", async () => {
    live.join("o:7");
    const first = await connected();
    first.say({ type: "join", s: "o:7", epoch: "x", head: 20, resumed: false });
    first.drop(1006);
    expect(live.status()).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires).toHaveLength(2);
    wire().say(WELCOME);
    expect(wire().sent).toContainEqual({ type: "join", s: "o:7", since: 20, epoch: "x" });
  });

  it("waits longer each time and then says that it polls", async () => {
    ticketFails = true;
    live.start();
    await turn();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live.status()).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live.status()).toBe("polling");
    const before = tickets;
    await vi.advanceTimersByTimeAsync(3_900);
    expect(tickets).toBe(before);
    await vi.advanceTimersByTimeAsync(200);
    expect(tickets).toBe(before + 1);
  });

  it("tries at once when the network is back", async () => {
    ticketFails = true;
    live.start();
    await turn();
    ticketFails = false;
    live.nudge();
    await turn();
    expect(wires).toHaveLength(1);
  });

  it("takes one new ticket after 4001, then stops", async () => {
    (await connected()).drop(4001);
    await vi.advanceTimersByTimeAsync(1_000);
    wire().drop(4001);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wires).toHaveLength(2);
    expect(live.status()).toBe("refused");
  });

  it("stops at once after 4003", async () => {
    (await connected()).drop(4003);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wires).toHaveLength(1);
    expect(live.status()).toBe("refused");
  });

  it("obeys the pause that a draining server asks for", async () => {
    const first = await connected();
    first.say({ type: "reconnect", after_ms: 5_000, reason: "drain" });
    first.drop(4112);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(wires).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(wires).toHaveLength(2);
  });

  it("gives up a connection that has gone quiet", async () => {
    const first = await connected();
    await vi.advanceTimersByTimeAsync(70_000);
    expect(first.closedWith).toBe(4201);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires).toHaveLength(2);
  });

  it("forgets its streams when it is stopped", async () => {
    const first = await connected();
    live.stop();
    expect(first.closedWith).toBe(1000);
    expect(live.status()).toBe("closed");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wires).toHaveLength(1);
  });
});
