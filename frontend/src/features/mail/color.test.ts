import { describe, expect, it } from "vitest";

import { contrast, isColor, isWanted, legibility } from "./color";

describe("colours of letters", () => {
  it.each(["#0c6657", "#FFFFFF"])("takes %s", (color) => expect(isColor(color)).toBe(true));
  it.each(["", "red", "#fff", "#0c66570", "url(#a)"])("is no colour: %j", (color) => expect(isColor(color)).toBe(false));
  it("knows that none means KeyNest's own", () => expect([isWanted(""), isWanted("#12")]).toEqual([true, false]));

  it("measures contrast as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(contrast("#123456", "#123456")).toBe(1);
  });

  it("writes on a colour what can be read, and warns of a pale one", () => {
    expect(legibility("#0c6657")).toMatchObject({ ink: "white", pale: false });
    expect(legibility("#ffe27a")).toMatchObject({ ink: "black", pale: true });
    for (const color of ["#757575", "#767676", "#777777", "#808080"]) expect(legibility(color).ratio).toBeGreaterThanOrEqual(4.5);
  });
});
