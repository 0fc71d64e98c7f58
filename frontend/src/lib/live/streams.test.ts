import { beforeEach, describe, expect, it } from "vitest";

import { Streams } from "./streams";

describe("numbered streams", () => {
  let streams: Streams;
  beforeEach(() => {
    streams = new Streams();
    streams.hold("o:1");
    streams.place("o:1", "e", 10, false);
  });

  const frame = (seq: number, type = "event") => ({ type, s: "o:1", seq });
  const take = (seq: number, type?: string) => streams.receive(frame(seq, type)).apply.map((one) => one.seq);

  it("begin at the head they are told", () => expect(take(11)).toEqual([11]));

  it("make pages look again at the first answer, since they may have read before that head", () => {
    streams.hold("o:2");
    expect(streams.place("o:2", "e", 7, true).stale).toBe(true);
    expect(streams.place("o:2", "e", 9, true).stale).toBe(false);
  });

  it("ignore what was applied already", () => {
    expect([take(11), take(11), take(4)]).toEqual([[11], [], []]);
  });

  it("keep what is ahead of its time until its turn", () => {
    expect(streams.receive(frame(13))).toEqual({ apply: [], gap: true });
    expect(streams.receive(frame(11))).toEqual({ apply: [frame(11)], gap: true });
    expect(streams.receive(frame(12))).toEqual({ apply: [frame(12), frame(13)], gap: false });
  });

  it("keep no more than is good for memory", () => {
    for (let seq = 12; seq < 2_000; seq += 1) take(seq);
    expect(take(11)).toHaveLength(501);
  });

  it("go over numbers that hold nothing for us", () => {
    expect([take(12), take(11, "skip")]).toEqual([[], [12]]);
  });

  it("ignore streams nobody joined", () => {
    expect(streams.receive({ type: "event", s: "o:2", seq: 1 })).toEqual({ apply: [], gap: false });
    expect(streams.place("o:2", "e", 1, false)).toEqual({ stale: false, apply: [] });
  });

  it("lose nothing when a reconnect resumes", () => {
    take(11);
    expect(streams.place("o:1", "e", 14, true).stale).toBe(false);
    expect(take(12)).toEqual([12]);
  });

  it("go on from a new head after a reload, with what had come since", () => {
    take(42);
    expect(streams.place("o:1", "e", 41, false)).toEqual({ stale: true, apply: [frame(42)] });
    expect(streams.position("o:1")).toEqual({ epoch: "e", last: 42 });
    take(50);
    expect(streams.place("o:1", "another", 49, false)).toEqual({ stale: true, apply: [] });
  });

  it("find out from the heads in a ping what never arrived", () => {
    expect(streams.behind({ "o:1": 12, "o:9": 5 })).toEqual(["o:1"]);
    expect(streams.behind({ "o:1": 10 })).toEqual([]);
  });

  it("are forgotten by the last who held them", () => {
    streams.hold("o:1");
    streams.release("o:1");
    expect(streams.drop("o:1")).toBe(false);
    streams.release("o:1");
    expect(streams.drop("o:1")).toBe(true);
    expect(streams.drop("o:1")).toBe(false);
  });
});
