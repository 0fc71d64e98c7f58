/** The words that were looked for, marked in what was found; a long text begins shortly before the first of them. */

export interface Piece {
  text: string;
  found: boolean;
}

const BEFORE = 60;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export function found(text: string, words: string): Piece[] {
  const wanted = words.split(/\s+/).filter(Boolean).map(escape);
  if (wanted.length === 0) return [{ text, found: false }];
  const any = new RegExp(`(${wanted.join("|")})`, "gi");
  const first = text.search(any);
  const shown = first > 2 * BEFORE ? `…${text.slice(first - BEFORE)}` : text;
  return shown.split(any).flatMap((piece, index) => (piece ? [{ text: piece, found: index % 2 === 1 }] : []));
}
