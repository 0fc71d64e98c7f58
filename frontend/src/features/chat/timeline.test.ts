import { describe, expect, it } from "vitest";

import type { MessagePage } from "@/lib/api/types";
import { makeMessage } from "@/testing/make";

import { fromPage, fromPageNow, type Timeline, withMessage, withNewer, withOlder } from "./timeline";

const page = (nos: number[], over: Partial<MessagePage> = {}): MessagePage => ({
  results: nos.map((no) => makeMessage(no)),
  before: null,
  after: null,
  stream: { s: "r:room", epoch: "e", head: nos.at(-1) ?? 0 },
  ...over,
});
const nos = ({ messages }: Timeline) => messages.map(({ no }) => no);

describe("the timeline", () => {
  it("grows at both ends", () => {
    const middle = fromPage(page([4, 5], { before: 4, after: 5 }));
    const older = withOlder(middle, page([2, 3], { before: 2, after: 3 }));
    expect([nos(older), older.before, older.after]).toEqual([[2, 3, 4, 5], 2, 5]);
    const all = withNewer(older, page([5, 6], { before: 5, after: null }));
    expect([nos(all), all.before, all.after]).toEqual([[2, 3, 4, 5, 6], 2, null]);
  });

  it("takes what is said now, once", () => {
    const now = withMessage(fromPage(page([1, 2])), makeMessage(3));
    expect(nos(now)).toEqual([1, 2, 3]);
    expect(withMessage(now, makeMessage(3))).toEqual(now);
  });

  it("leaves no hole: while it shows the past, what is said now is not in it", () => {
    const past = fromPage(page([1, 2], { after: 2 }));
    expect(nos(withMessage(past, makeMessage(9)))).toEqual([1, 2]);
    const late = fromPage(page([5, 6], { before: 5 }));
    expect(nos(withMessage(late, makeMessage(2, { seq: 12, text: "edited" })))).toEqual([5, 6]);
  });

  it("believes what changed last, whichever comes last", () => {
    const edited = makeMessage(2, { seq: 9, text: "edited" });
    const now = withMessage(fromPage(page([1, 2])), edited);
    expect(now.messages[1]?.text).toBe("edited");
    expect(withMessage(now, makeMessage(2, { seq: 4, text: "older" }))).toBe(now);
    expect(withOlder(now, page([1, 2])).messages[1]?.text).toBe("edited");
  });

  it("keeps the number that its sender gave it, when others tell of it without", () => {
    const sent = withMessage(fromPage(page([1])), makeMessage(2, { cid: "mine" }));
    expect(withMessage(sent, makeMessage(2, { seq: 5, cid: null })).messages[1]?.cid).toBe("mine");
  });

  it("is read anew without losing what came live meanwhile", () => {
    const again = fromPageNow([makeMessage(2, { text: "older" }), makeMessage(3)], page([1, 2]));
    expect(nos(again)).toEqual([1, 2, 3]);
    expect(again.messages[1]?.text).toBe("message 2");
    expect(fromPageNow([], page([1, 2]))).toEqual(fromPage(page([1, 2])));
  });
});
