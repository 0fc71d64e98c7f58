import { describe, expect, it } from "vitest";

import { decode, encode, freeName } from "./words";
import { insertAt, triggerAt } from "./trigger";

const ADA = "<@0199a1b2-0000-7000-8000-000000000001>";
const LOVELACE = "<@0199a1b2-0000-7000-8000-000000000002>";
const KEY = "<variable:0199a1b2-0000-7000-8000-000000000003>";
const picks = { "@Ada": ADA, "@Ada Lovelace": LOVELACE, "#Shop/production/API_KEY": KEY };

describe("names while one writes", () => {
  it("are sent as tokens, the longer name first, and only where they stand whole", () => {
    expect(encode("@Ada and @Ada Lovelace: #Shop/production/API_KEY!", picks)).toBe(`${ADA} and ${LOVELACE}: ${KEY}!`);
    expect(encode("@Adam #Shop/production/API_KEY_2", picks)).toBe("@Adam #Shop/production/API_KEY_2");
    expect(encode("no names", {})).toBe("no names");
  });

  it("come back when a message is edited", () => {
    const sent = `${ADA}, see ${KEY} and ${LOVELACE}`;
    const names: Record<string, string> = { [ADA]: "@Ada", [KEY]: "#API_KEY" };
    const draft = decode(sent, (token) => names[token] ?? null);
    expect(draft.text).toBe(`@Ada, see #API_KEY and ${LOVELACE}`);
    expect(encode(draft.text, draft.picks)).toBe(sent);
  });

  it("never stand for two", () => {
    expect(freeName("@Ada", LOVELACE, picks)).toBe("@Ada (2)");
    expect(freeName("@Ada", ADA, picks)).toBe("@Ada");
    const both = decode(`${ADA} ${LOVELACE}`, () => "@Ada");
    expect(encode(both.text, both.picks)).toBe(`${ADA} ${LOVELACE}`);
  });
});

describe("the word at the cursor", () => {
  it("asks for people or things", () => {
    expect(triggerAt("hi @ad", 6)).toEqual({ sign: "@", query: "ad", at: 3 });
    expect(triggerAt("#", 1)).toEqual({ sign: "#", query: "", at: 0 });
    expect(triggerAt("(#Shop/API", 10)).toEqual({ sign: "#", query: "Shop/API", at: 1 });
  });

  it("asks for nothing inside of addresses, words, and code", () => {
    for (const text of ["ada@example.com", "a #b c", "```\n# comm", "x#y"]) expect(triggerAt(text, text.length), text).toBeNull();
  });

  it("is replaced, with one space behind", () => {
    const trigger = { sign: "@", query: "ad", at: 3 } as const;
    expect(insertAt("hi @ad", trigger, 6, "@Ada")).toEqual({ text: "hi @Ada ", cursor: 8 });
    expect(insertAt("hi @ad there", trigger, 6, "@Ada")).toEqual({ text: "hi @Ada there", cursor: 8 });
  });
});
