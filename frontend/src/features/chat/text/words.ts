/** Names in the composer, tokens in the message: what is picked reads as a name while one writes. */
/** The name as it stands in the composer, and the token it is sent as. */
export type Picks = Readonly<Record<string, string>>;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The message as it is sent. Longer names first: `@Ada Lovelace` is not `@Ada`. */
export function encode(text: string, picks: Picks): string {
  const names = Object.keys(picks).sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const any = new RegExp(`(${names.map(escape).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  return text.replace(any, (name) => picks[name] ?? name);
}

/** A message to be edited, in names again. What has no name stays a token. */
export function decode(text: string, nameOf: (token: string) => string | null): { text: string; picks: Picks } {
  const picks: Record<string, string> = {};
  const tokens = new Set(text.match(/<(?:@|variable:|environment:|audit:|share:)[0-9a-f-]{36}>/gi) ?? []);
  let words = text;
  for (const token of tokens) {
    const known = nameOf(token);
    if (!known) continue;
    const name = freeName(known, token, picks);
    picks[name] = token;
    words = words.replaceAll(token, name);
  }
  return { text: words, picks };
}

/** A name that stands for one thing only in this text. */
export function freeName(name: string, token: string, picks: Picks): string {
  let free = name;
  for (let count = 2; picks[free] && picks[free] !== token; count += 1) free = `${name} (${count})`;
  return free;
}
