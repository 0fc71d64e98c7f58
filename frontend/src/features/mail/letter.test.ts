import { describe, expect, it } from "vitest";

import { Problem } from "@/lib/api/problem";
import { paths } from "@/lib/routes";

import { changedBlocks, faultsOf, letterOf, lineRange, ownTexts, textsOf } from "./letter";

const block = (name: string, original: string) => ({ name, label: name, multiline: true, max_length: 4000, original });
const blocks = [block("subject", "Join {{ organization }}"), block("closing", "")];

describe("the address of a letter", () => {
  it("names it", () => expect(letterOf(paths.orgLetter("a b", "invitation_reminder"))).toBe("invitation_reminder"));
  it.each(["/orgs/acme/settings/mail", "/orgs/acme/projects/mail/x", "/account"])("names none: %s", (path) => expect(letterOf(path)).toBe(""));
});

describe("the texts of a letter", () => {
  it("are one's own, and KeyNest's where one has none", () => {
    expect(textsOf({ blocks, texts: null })).toEqual({ subject: "Join {{ organization }}", closing: "" });
    expect(textsOf({ blocks, texts: { closing: "Bye" } })).toEqual({ subject: "Join {{ organization }}", closing: "Bye" });
  });

  it("leave KeyNest's words free to follow the reader's language", () => {
    expect(ownTexts({ blocks }, { subject: "Join {{ organization }}", closing: "Bye" })).toEqual({ closing: "Bye" });
    expect(ownTexts({ blocks }, { subject: "  ", closing: "" })).toEqual({});
  });

  it("know which of them changed", () => {
    expect(changedBlocks({ blocks }, { subject: "a", closing: "b" }, { subject: "a", closing: "c" })).toEqual(["closing"]);
    expect(changedBlocks({ blocks }, { subject: "Join {{ organization }}", closing: "" }, { subject: "", closing: " " })).toEqual([]);
  });
});

describe("what is wrong with a letter", () => {
  const refused = (field: string | null, message: string) => new Problem(400, "invalid", "Some fields need a look.", null, [{ field, code: "template_syntax", message }]);

  it("stands at its block and line", () => {
    expect(faultsOf(refused("texts.body", "Line 3: the tag is not closed."))).toEqual([{ block: "body", message: "Line 3: the tag is not closed.", line: 3 }]);
  });

  it("is of the whole where no block is named", () => {
    expect(faultsOf(refused("color", "Not a colour."))).toEqual([{ block: null, message: "Not a colour.", line: null }]);
    expect(faultsOf(new Problem(0, "offline", "Away."))).toEqual([{ block: null, message: "Away.", line: null }]);
  });

  it("is found in the text", () => {
    const text = "one\n{% if %}\nthree";
    expect(text.slice(...lineRange(text, 2))).toBe("{% if %}");
    expect(text.slice(...lineRange(text, 9))).toBe("");
  });
});
