/** Something to be said about, brought from another page: it goes into the field of the room that is chosen next. */
import { drafts } from "./drafts";
import { freeName } from "./text/words";

const REF = /^(variable|environment|audit|share):[0-9a-f-]{36}$/;
const NAME = /^[\w ./-]{1,80}$/;

interface Carried {
  word: string;
  token: string;
}

let carried: Carried | null = null;

/** From the address: only a reference and a short name, and nothing else becomes part of a message. */
export function carry(ref: string | null, name: string | null): boolean {
  if (!ref || !REF.test(ref)) return false;
  carried = { word: `#${name && NAME.test(name) ? name : ref.split(":")[0]}`, token: `<${ref}>` };
  return true;
}

export const isCarrying = (): boolean => carried !== null;

export function putDown(room: string): void {
  if (!carried) return;
  const draft = drafts.get(room);
  const word = freeName(carried.word, carried.token, draft.picks);
  const gap = draft.text && !/\s$/.test(draft.text) ? " " : "";
  drafts.set(room, { text: `${draft.text}${gap}${word} `, picks: { ...draft.picks, [word]: carried.token } });
  carried = null;
}
