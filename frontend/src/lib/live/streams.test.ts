import { beforeEach, describe, expect, it } from "vitest";

import { Streams } from "./streams";

describe("numbered streams", () => {
  let streams: Streams;
  beforeEach(() => {
    streams = new Streams();
    streams.join("o:1");
    streams.welcome("o:1", "e", 10, false);
  });

  it("begin at the head they are told", () => {
    expect(streams.receive("o:1", 11)).toBe("apply");
  });

  it("make pages look again at the first answer, since they may have read before that head", () => {
    expect(streams.welcome("o:2", "e", 7, false)).toBe(true);
    expect(streams.welcome("o:2", "e", 9, true)).toBe(false);
  });

  it("make pages look again when the line dropped before the first answer came", () => {
    streams.join("o:3");
    expect(streams.welcome("o:3", "e", 7, true)).toBe(true);
  });

  it("ignore what was applied already", () => {
    streams.receive("o:1", 11);
    expect(streams.receive("o:1", 11)).toBe("ignore");
    expect(streams.receive("o:1", 4)).toBe("ignore");
  });

  it("notice a hole and do not jump over it", () => {
    expect(streams.receive("o:1", 13)).toBe("gap");
    expect(streams.receive("o:1", 11)).toBe("apply");
  });

  it("ignore streams nobody joined", () => {
    expect(streams.receive("o:2", 1)).toBe("ignore");
  });

  it("lose nothing when a reconnect resumes", () => {
    streams.receive("o:1", 11);
    expect(streams.welcome("o:1", "e", 14, true)).toBe(false);
    expect(streams.receive("o:1", 12)).toBe("apply");
  });

  it("say so when a reconnect could not resume", () => {
    expect(streams.welcome("o:1", "other", 3, false)).toBe(true);
    expect(streams.receive("o:1", 4)).toBe("apply");
  });

  it("find out from the heads in a ping what never arrived", () => {
    expect(streams.behind({ "o:1": 12, "o:9": 5 })).toEqual(["o:1"]);
    expect(streams.behind({ "o:1": 10 })).toEqual([]);
  });

  it("go on from a new head after a reload", () => {
    streams.reset("o:1", 40, "f");
    expect(streams.receive("o:1", 41)).toBe("apply");
    expect(streams.join("o:1")).toEqual({ epoch: "f", last: 41 });
  });
});
