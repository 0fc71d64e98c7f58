import { describe, expect, it } from "vitest";

import { activeFilters, inOutbox, readFilters } from "./filters";
import { languageName, readView } from "./letter-view";

const LETTERS = [
  { name: "activation", label: "Activation", languages: ["en", "de"] },
  { name: "welcome", label: "Welcome", languages: ["en"] },
];

const view = (search: string) => readView(new URLSearchParams(search), LETTERS);

describe("how a letter is looked at", () => {
  it("begins with the first letter, at a desk, in the light", () => {
    expect(view("")).toEqual({ letter: "activation", language: "en", width: "desktop", theme: "light", form: "html" });
  });

  it("is what the address says", () => {
    expect(view("letter=activation&language=de&width=phone&theme=dark&form=text")).toEqual({
      letter: "activation",
      language: "de",
      width: "phone",
      theme: "dark",
      form: "text",
    });
  });

  it("passes over what is not there: letters, and languages of another letter", () => {
    expect(view("letter=gone&width=huge")).toMatchObject({ letter: "activation", width: "desktop" });
    expect(view("letter=welcome&language=de")).toMatchObject({ letter: "welcome", language: "en" });
    expect(readView(new URLSearchParams(), []).letter).toBe("");
  });

  it("names languages", () => {
    expect(languageName("de")).toBe("German");
  });
});

describe("filters of the outbox", () => {
  it("stand in the address, both ways", () => {
    const search = new URLSearchParams("state=dead&q=550&message=x");
    expect(readFilters(search)).toEqual({ q: "550", state: "dead", kind: "", template: "" });
    expect(activeFilters(search)).toEqual(["q", "state"]);
    expect(inOutbox({ state: "pending", kind: "mail", q: "" })).toBe("/instance/outbox?state=pending&kind=mail");
    expect(inOutbox({})).toBe("/instance/outbox");
  });
});
