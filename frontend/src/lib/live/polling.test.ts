import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeLine, Forbidden } from "@/testing/live";

describe("a network that lets no socket through", () => {
  let line: FakeLine;
  let seen: number[];
  let stale: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    line = new FakeLine();
    [seen, stale] = [[], []];
    line.live.listen("*", { frame: ({ seq }) => seen.push(seq ?? 0), stale: (stream) => stale.push(stream) });
    return () => vi.useRealTimers();
  });

  /** Three handshakes that fail although tickets are given. */
  async function blocked(...streams: string[]): Promise<void> {
    for (const stream of streams) line.live.join(stream);
    line.live.start();
    await line.pass();
    for (const pause of [1_000, 2_000, 0]) {
      line.socket.drop(1006);
      await line.pass(pause);
    }
  }

  const event = (seq: number, s = "o:7") => ({ type: "event", s, seq });
  const standing = { epoch: "x", head: 10, resync: false, frames: [] };

  it("is noticed after the third try, not where the server itself speaks or can't be reached", async () => {
    await blocked("o:7");
    expect(line.live.status()).toBe("polling");
    const other = new FakeLine();
    other.live.start();
    await other.pass();
    for (const pause of [1_000, 2_000, 4_000, 8_000]) {
      other.socket.drop(4100);
      await other.pass(pause);
    }
    expect(other.live.status()).toBe("reconnecting");
  });

  it("is gone around by long polls with the same cursor", async () => {
    await blocked("o:7");
    expect(line.polls.map(({ stream, query }) => [stream, query])).toEqual([["o:7", {}]]);
    line.polls[0]?.resolve(standing);
    await line.pass(1_000);
    expect(stale).toEqual(["o:7"]);
    expect(line.polls[1]?.query).toEqual({ since: 10, epoch: "x", wait: 25 });
    line.polls[1]?.resolve({ ...standing, head: 12, frames: [event(11), event(12)] });
    await line.pass(1_000);
    expect(seen).toEqual([11, 12]);
    expect(line.polls[2]?.query).toEqual({ since: 12, epoch: "x", wait: 25 });
    line.polls[2]?.resolve({ epoch: "y", head: 3, resync: true, frames: [] });
    await line.pass(1_000);
    expect(stale).toEqual(["o:7", "o:7"]);
    expect(line.polls[3]?.query).toEqual({ since: 3, epoch: "y", wait: 25 });
  });

  it("asks for no more than two streams at once; more take turns, and wait shorter", async () => {
    await blocked("o:1", "o:2", "o:3");
    expect(line.polls.map(({ stream }) => stream)).toEqual(["o:1", "o:2"]);
    for (const poll of line.polls.splice(0)) poll.resolve(standing);
    await line.pass(1_500);
    expect(line.polls.map(({ stream, query }) => [stream, "wait" in query && query.wait])).toEqual([
      ["o:3", undefined],
      ["o:1", 3],
    ]);
  });

  it("comes by all of many streams in turn, without waiting for any, and not in a rush", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `r:${index + 10}`);
    await blocked(...names);
    const asked = new Map<string, number>();
    for (let passed = 0; passed < 30_000; passed += 100) {
      for (const poll of line.polls.splice(0)) {
        asked.set(poll.stream, (asked.get(poll.stream) ?? 0) + 1);
        expect(poll.query).not.toHaveProperty("wait", 3);
        poll.resolve(standing);
      }
      await line.pass(100);
    }
    const counts = [...asked.values()];
    expect(asked.size).toBe(20);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(30 * 4);
  });

  it("looks at a new stream at once", async () => {
    await blocked("o:1", "o:2");
    for (const poll of line.polls.splice(0)) poll.resolve(standing);
    await line.pass(1_500);
    line.live.join("o:4");
    expect(line.polls.slice(0, 2).every(({ signal }) => signal.aborted)).toBe(true);
    expect(line.polls[2]?.stream).toBe("o:4");
  });

  it("leaves out streams without numbers, and those that are refused", async () => {
    const lost: string[] = [];
    line.live.listen("o:7", { lost: (stream) => lost.push(stream) });
    await blocked("e:1", "o:7");
    line.polls[0]?.resolve({ epoch: "", head: 0, resync: false, frames: [] });
    line.polls[1]?.reject(new Forbidden());
    await line.pass(20_000);
    expect(lost).toEqual(["o:7"]);
    expect(line.polls).toHaveLength(2);
  });

  it("breathes between polls, and longer when they fail", async () => {
    await blocked("o:7");
    line.polls[0]?.reject(new Error("502"));
    await line.pass(4_999);
    expect(line.polls).toHaveLength(1);
    await line.pass(1);
    expect(line.polls).toHaveLength(2);
  });

  it("ends when a socket gets through", async () => {
    await blocked("o:7");
    await line.pass(8_000);
    line.welcome();
    expect(line.live.status()).toBe("live");
    expect(line.polls.every(({ signal }) => signal.aborted)).toBe(true);
    const before = line.polls.length;
    await line.pass(60_000);
    expect(line.polls).toHaveLength(before);
  });
});
