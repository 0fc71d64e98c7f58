import { describe, expect, it } from "vitest";

import { mailDocument } from "./mail-frame";

const HTML = "<!doctype html><html><head><style>@media (prefers-color-scheme: dark) { p { color: white } }</style></head><body></body></html>";

describe("a mail in its frame", () => {
  it("may load nothing but what it brings along", () => {
    expect(mailDocument(HTML)).toMatch(/<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;/);
  });
  it("shows the theme that is asked for", () => {
    expect(mailDocument(HTML, "dark")).toContain("@media all {");
    expect(mailDocument(HTML, "light")).toContain("@media not all {");
    expect(mailDocument(HTML)).toContain("@media (prefers-color-scheme: dark) {");
  });
});
