import { describe, expect, it } from "vitest";

import { insertAtCursor } from "./insert";

describe("inserting at the cursor", () => {
  it("replaces what is marked, and says that something was typed", () => {
    const field = document.createElement("textarea");
    document.body.append(field);
    field.value = "Dear X,";
    field.setSelectionRange(5, 6);
    let typed = "";
    field.addEventListener("input", () => {
      typed = field.value;
    });
    insertAtCursor(field, "{{ inviter }}");
    expect(typed).toBe("Dear {{ inviter }},");
    expect(document.activeElement).toBe(field);
  });
});
