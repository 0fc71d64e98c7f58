/** What the picker is asked for: the word at the cursor that begins with `@` (people) or `#` (variables, environments). */

export interface Trigger {
  sign: "@" | "#";
  query: string;
  /** Where the sign stands in the text. */
  at: number;
}

const LONGEST = 60;

export function triggerAt(text: string, cursor: number): Trigger | null {
  const head = text.slice(Math.max(0, cursor - LONGEST), cursor);
  const found = /(?:^|[\s(])([@#])([^\s@#]*)$/.exec(head);
  if (!found || insideCode(text.slice(0, cursor))) return null;
  const query = found[2] ?? "";
  return { sign: found[1] as "@" | "#", query, at: cursor - query.length - 1 };
}

/** A comment in a pasted script is no question for a variable. */
function insideCode(before: string): boolean {
  return (before.match(/```/g)?.length ?? 0) % 2 === 1;
}

/** The text with the word at the cursor replaced, and where the cursor stands then. */
export function insertAt(text: string, trigger: Trigger, cursor: number, words: string): { text: string; cursor: number } {
  const rest = text.slice(cursor);
  const gap = rest.startsWith(" ") ? "" : " ";
  const head = text.slice(0, trigger.at) + words + gap;
  return { text: head + rest, cursor: head.length + (gap ? 0 : 1) };
}
