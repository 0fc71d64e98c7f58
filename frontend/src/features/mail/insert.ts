/** Puts a text where the cursor stands, as if it were typed: what is marked is replaced, and undo takes it back. */
export type TextField = HTMLInputElement | HTMLTextAreaElement;

export function insertAtCursor(field: TextField, text: string): void {
  field.focus();
  // Old, but the only way that the browser's own undo knows of.
  if (document.execCommand?.("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
