/** The time zones of the world, to be found by their places. */

export interface Zone {
  name: string;
  /** As people write it: "America/New York". */
  label: string;
}

export function allZones(): Zone[] {
  const names = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...names].map((name) => ({ name, label: name.replaceAll("_", " ") }));
}

const plain = (text: string) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Every word must be there; those that have one at their beginning, like a city, come first. */
export function findZones(zones: Zone[], text: string): Zone[] {
  const words = plain(text).split(/[\s/_,]+/).filter(Boolean);
  if (words.length === 0) return zones;
  const found = zones.filter(({ label }) => words.every((word) => plain(label).includes(word)));
  const begins = ({ label }: Zone) => plain(label).split(/[/ ]/).some((part) => part.startsWith(words[0] as string));
  return [...found.filter(begins), ...found.filter((zone) => !begins(zone))];
}

/** What a clock there shows, and how far it is from UTC: "14:05, UTC+2". */
export function clockIn(name: string, now: Date): string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: name, hour: "2-digit", minute: "2-digit", timeZoneName: "shortOffset" });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.hour}:${parts.minute}, ${(parts.timeZoneName ?? "UTC").replace("GMT", "UTC").replace(/\+0$/, "")}`;
}
