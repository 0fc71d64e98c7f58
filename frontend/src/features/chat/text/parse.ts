/** What was said, as parts to show: a little markdown, names of people and links to things. Never markup. */

export type RefKind = "variable" | "environment" | "audit" | "share";

export type Part =
  | { kind: "text"; text: string }
  | { kind: "bold"; parts: Part[] }
  | { kind: "code"; text: string }
  | { kind: "block"; text: string }
  | { kind: "url"; url: string }
  | { kind: "mention"; user: string }
  | { kind: "ref"; ref: string; to: RefKind };

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

// In this order: what stands in code is shown as it was written. None of them can run away: each has one way to match.
const MARKS = new RegExp(
  [
    "```(?:[a-z0-9+-]{1,20}\\n|\\n)?(?<block>[^]*?)\\n?```\\n?",
    "`(?<code>[^`\\n]+)`",
    `<@(?<user>${UUID})>`,
    `<(?<ref>(?<to>variable|environment|audit|share):${UUID})>`,
    "\\*\\*(?<bold>[^*\\n]+)\\*\\*",
    "(?<url>https?://[^\\s<>\"'`]+)",
  ].join("|"),
  "gi",
);

const REFS = new RegExp(`<((?:variable|environment|audit|share):${UUID})>`, "gi");

/** A full stop or a bracket after an address belongs to the sentence. */
function withoutTail(url: string): string {
  const bare = url.replace(/[.,;:!?]+$/, "");
  return bare.endsWith(")") && !bare.includes("(") ? withoutTail(bare.slice(0, -1)) : bare;
}

function isAddress(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

export function parse(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const say = (until: number) => {
    if (until > from) parts.push({ kind: "text", text: text.slice(from, until) });
  };
  const marks = new RegExp(MARKS);
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const [part, length] = partOf(found);
    if (!part) continue;
    say(found.index);
    parts.push(part);
    from = found.index + length;
    marks.lastIndex = from;
  }
  say(text.length);
  return parts;
}

function partOf(found: RegExpExecArray): [Part | null, number] {
  const { block, code, user, ref, to, bold, url } = found.groups ?? {};
  const whole = found[0].length;
  if (block !== undefined) return [{ kind: "block", text: block }, whole];
  if (code !== undefined) return [{ kind: "code", text: code }, whole];
  if (user !== undefined) return [{ kind: "mention", user: user.toLowerCase() }, whole];
  if (ref !== undefined) return [{ kind: "ref", ref: ref.toLowerCase(), to: (to ?? "").toLowerCase() as RefKind }, whole];
  if (bold !== undefined) return [{ kind: "bold", parts: parse(bold) }, whole];
  const bare = withoutTail(url ?? "");
  return isAddress(bare) ? [{ kind: "url", url: bare }, bare.length] : [null, whole];
}

export function refsIn(text: string): string[] {
  return [...new Set([...text.matchAll(REFS)].map(([, ref]) => (ref ?? "").toLowerCase()))];
}

/** One line without marks, for lists of rooms and for screen readers. */
export function plain(text: string, nameOf: (user: string) => string): string {
  const say = (part: Part): string => {
    if (part.kind === "mention") return `@${nameOf(part.user)}`;
    if (part.kind === "ref") return part.to === "share" ? "a one-time secret" : `a link to ${part.to === "audit" ? "an event" : `a${part.to === "environment" ? "n" : ""} ${part.to}`}`;
    if (part.kind === "bold") return part.parts.map(say).join("");
    return part.kind === "url" ? part.url : part.text;
  };
  return parse(text).map(say).join("").replace(/\s+/g, " ").trim();
}
