import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeLine } from "@/testing/live";

import { type LiveFrame, Refusal } from "./frames";
import { type Outgoing, Queue } from "./queue";

describe("messages on their way", () => {
  let ready: boolean;
  let sent: Outgoing[];
  let answers: { resolve: (frame: LiveFrame) => void; reject: (error: unknown) => void }[];
  let queue: Queue;
  const turn = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    [ready, sent, answers] = [true, [], []];
    let count = 0;
    queue = new Queue({
      ...new FakeLine().clock,
      newId: () => `m${(count += 1)}`,
      isReady: () => ready,
      deliver: (item) => {
        sent.push(item);
        return new Promise((resolve, reject) => answers.push({ resolve, reject }));
      },
    });
    return () => vi.useRealTimers();
  });

  const put = (text: string, room = "1", organization = "acme") => queue.put({ room, organization, text, href: "/chat", label: "general" });
  const texts = () => sent.map(({ text }) => text);
  const states = (room = "1") => queue.of(room).map(({ text, state }) => `${text} ${state}`);
  const accept = async (no = 1) => {
    answers.shift()?.resolve({ type: "ok", no });
    await turn();
  };
  const refuse = async (code: string, retryMs: number | null = null) => {
    answers.shift()?.reject(new Refusal(code, code, retryMs));
    await turn();
  };

  it("go one at a time within a room, and rooms beside each other", async () => {
    for (const text of ["a", "b"]) put(text);
    put("c", "2");
    expect(texts()).toEqual(["a", "c"]);
    await accept();
    expect(texts()).toEqual(["a", "c", "b"]);
    expect(states()).toEqual(["a sent", "b sending"]);
  });

  it("wait while there is no connection, and go in their order when it is back", async () => {
    ready = false;
    for (const text of ["a", "b", "c"]) put(text);
    expect(states()).toEqual(["a waiting", "b waiting", "c waiting"]);
    ready = true;
    queue.wake();
    for (let count = 0; count < 3; count += 1) await accept(count);
    expect(texts()).toEqual(["a", "b", "c"]);
  });

  it.each(["timeout", "disconnected", "offline", "unavailable"])("are sent again under the same name after %s", async (code) => {
    put("a");
    put("b");
    await refuse(code);
    expect(states()).toEqual(["a waiting", "b waiting"]);
    await turn(500);
    expect(sent.map(({ cid }) => cid)).toEqual(["m1", "m1"]);
    await refuse(code);
    await turn(999);
    expect(sent).toHaveLength(2);
    await turn(1);
    await accept();
    expect(texts()).toEqual(["a", "a", "a", "b"]);
  });

  it("wait as long as the server says, if that is not too long to sit out", async () => {
    put("a");
    await refuse("rate_limited", 5_000);
    await turn(4_999);
    expect(sent).toHaveLength(1);
    await turn(1);
    expect(sent).toHaveLength(2);
    await refuse("rate_limited", 3_600_000);
    expect(states()).toEqual(["a failed"]);
  });

  it("do not sit out a pause when the connection is back", async () => {
    put("a");
    await refuse("disconnected");
    queue.wake();
    expect(sent).toHaveLength(2);
    await turn(60_000);
    expect(sent).toHaveLength(2);
  });

  it("that are refused for good stand there with the reason, and hold up nothing", async () => {
    put("a password");
    put("b");
    await refuse("holds_value");
    expect(states()).toEqual(["a password failed", "b sending"]);
    expect(queue.of("1")[0]?.refusal?.code).toBe("holds_value");
    queue.retry("m1");
    await accept();
    expect(texts()).toEqual(["a password", "b", "a password"]);
    await refuse("holds_value");
    queue.discard("m1");
    expect(states()).toEqual(["b sent"]);
  });

  it("are gone when they show up in their room, or a while after they were taken", async () => {
    put("a");
    put("b");
    await accept();
    queue.settle("m1");
    expect(states()).toEqual(["b sending"]);
    await accept();
    await turn(30_000);
    expect(queue.of("1")).toEqual([]);
  });

  it("that did arrive although no answer came are not sent again", async () => {
    put("a");
    await refuse("timeout");
    queue.settle("m1");
    await turn(60_000);
    expect(sent).toHaveLength(1);
  });

  it("are dropped with their organization, and all of them when nobody is signed in", async () => {
    ready = false;
    put("a");
    put("b", "2", "other");
    queue.keepOnly("other");
    expect(queue.unsent().map(({ text }) => text)).toEqual(["b"]);
    queue.clear();
    ready = true;
    queue.wake();
    expect(sent).toEqual([]);
  });

  it("tell who watches, and are the same list while nothing changes", () => {
    let told = 0;
    const off = queue.watch(() => (told += 1));
    const before = queue.of("1");
    expect(queue.of("1")).toBe(before);
    put("a");
    expect(told).toBeGreaterThan(0);
    expect(queue.of("1")).toBe(queue.of("1"));
    off();
    const last = told;
    put("b");
    expect(told).toBe(last);
  });
});
