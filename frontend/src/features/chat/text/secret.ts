/** Which part of a held-back message may be the secret: a guess to choose from, made here and told to nobody. */

export interface Candidate {
  label: string;
  start: number;
  end: number;
}

const MOST = 4;
const SHORTEST = 6;

/** Different kinds of characters in a long word look like a secret; words of a language do not. */
function weight(word: string): number {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(word)).length;
  return Math.min(word.length, 64) * kinds * (/[0-9]/.test(word) ? 2 : 1);
}

/** Words, without the quotes around them; of `KEY=value` and of `key: value` the value. */
function words(text: string): Candidate[] {
  return [...text.matchAll(/[^\s"'`]+/g)].flatMap((found) => {
    const key = /^[A-Za-z_][A-Za-z0-9_.-]*[=:](?!\/\/)/.exec(found[0])?.[0].length ?? 0;
    const word = found[0].slice(key).replace(/[,;.]+$/, "");
    const start = found.index + key;
    return word.length >= SHORTEST && !/^<[@a-z]+:?[0-9a-f-]{36}>$/i.test(word) ? [{ label: word, start, end: start + word.length }] : [];
  });
}

function blocks(text: string): Candidate[] {
  const blocks = [...text.matchAll(/```(?:[a-z0-9+-]*\n)?([^]*?)```/gi)].map((found) => ({ at: found.index + found[0].indexOf(found[1] ?? ""), inside: found[1] ?? "" }));
  return blocks.filter(({ inside }) => inside.trim()).map(({ at, inside }) => ({ label: "The whole block of code", start: at, end: at + inside.length }));
}

/** The likeliest first; the whole message last, as it is always right. */
export function candidates(text: string): Candidate[] {
  const seen = new Set<string>();
  const likely = words(text)
    .sort((a, b) => weight(b.label) - weight(a.label))
    .filter(({ label }, index) => index === 0 || !/^[\p{L}\p{P}]+$/u.test(label))
    .filter(({ label }) => !seen.has(label) && seen.add(label))
    .slice(0, MOST);
  const whole = { label: "The whole message", start: 0, end: text.length };
  const all = [...likely, ...blocks(text)].filter(({ start, end }) => text.slice(start, end).trim() !== text.trim());
  return [...all, whole];
}

/** The message with a token where the secret stood, everywhere it stood. */
export function withToken(text: string, secret: Candidate, token: string): string {
  const value = text.slice(secret.start, secret.end);
  return value.trim() === text.trim() ? token : text.replaceAll(value, token);
}
