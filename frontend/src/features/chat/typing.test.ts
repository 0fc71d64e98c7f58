import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Typing, TypingVoice, typingWords } from "./typing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("who is typing", () => {
  it("is believed for as long as was said, or until they stop or have said it", () => {
    const typing = new Typing();
    const heard = vi.fn();
    typing.subscribe(heard);
    typing.heard("ada", true, 6);
    typing.heard("grace", true, 6);
    typing.heard("joan", true, 6);
    typing.said("grace");
    typing.heard("joan", false, 6);
    expect(typing.current()).toEqual(["ada"]);
    vi.advanceTimersByTime(5_000);
    typing.heard("ada", true, 6);
    vi.advanceTimersByTime(5_000);
    expect(typing.current()).toEqual(["ada"]);
    vi.advanceTimersByTime(1_000);
    expect(typing.current()).toEqual([]);
    expect(heard).toHaveBeenCalledTimes(6);
  });

  it("is said in words", () => {
    expect(typingWords([])).toBe("");
    expect(typingWords(["Ada"])).toBe("Ada is typing…");
    expect(typingWords(["Ada", "Grace"])).toBe("Ada and Grace are typing…");
    expect(typingWords(["Ada", "Grace", "Joan"])).toBe("Several people are typing…");
  });

  it("is told at most every three seconds, and when it ends", () => {
    const told: boolean[] = [];
    const voice = new TypingVoice((on) => told.push(on));
    voice.wrote("a");
    voice.wrote("ab");
    vi.advanceTimersByTime(3_000);
    voice.wrote("abc");
    voice.wrote("");
    voice.wrote(" ");
    expect(told).toEqual([true, true, false]);
    voice.wrote("d");
    voice.said();
    voice.stop();
    expect(told).toEqual([true, true, false, true]);
  });
});
