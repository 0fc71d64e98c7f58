/** Guesses about pasted text. Guesses only: the server parses, here nothing is ever read as a value. */
import type { ImportFormat, ImportResult } from "@/lib/api/types";

const ASSIGNMENT = /^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*=/;
const MAPPING = /^\s*["']?[A-Za-z_][A-Za-z0-9_]*["']?\s*:(\s|$)/;
export const MAX_IMPORT_BYTES = 2 * 1024 * 1024;

/** Whether a paste is more than the single value or name its field asks for. */
export function looksLikeEnvText(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.trim().startsWith("#"));
  if (lines.length === 1) return ASSIGNMENT.test(lines[0] ?? "");
  return lines.length > 1 && lines.some((line) => ASSIGNMENT.test(line));
}

export function guessFormat(text: string, filename = ""): ImportFormat {
  if (/\.json$/i.test(filename)) return "json";
  if (/\.ya?ml$/i.test(filename)) return "yaml";
  if (/(^|\.)env(\..*)?$/i.test(filename)) return "dotenv";
  if (/^\s*\{/.test(text)) return "json";
  const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.trim().startsWith("#"));
  const first = lines.find((line) => !line.startsWith("---")) ?? "";
  return !ASSIGNMENT.test(first) && MAPPING.test(first) ? "yaml" : "dotenv";
}

/** A file that is no text has NUL bytes, or bytes that were not UTF-8. */
export const looksBinary = (text: string): boolean => text.includes("\u0000") || text.slice(0, 4096).includes("\uFFFD");

/** Numbers of all lines on which something begins: an assignment or a faulty line. */
function starts(preview: ImportResult): number[] {
  const { added, changed, unchanged, errors, duplicates } = preview;
  const lines = [...added, ...changed, ...unchanged, ...errors].map(({ line }) => line);
  return [...new Set([...lines, ...duplicates.flatMap((one) => one.lines)])].sort((a, b) => a - b);
}

/**
 * Takes out what begins on the given lines, each up to the beginning of the next thing. Comments between go too. The
 * shortened text is sent to the server for a new preview, so a wrong cut would be seen, never silently saved.
 */
export function cutAt(text: string, preview: ImportResult, unwanted: ReadonlySet<number>): string {
  const begin = starts(preview);
  const lines = text.split("\n");
  const drop = new Set<number>();
  for (const from of unwanted) {
    const next = begin.find((line) => line > from) ?? lines.length + 1;
    for (let line = from; line < next; line += 1) drop.add(line);
  }
  return lines.filter((_, index) => !drop.has(index + 1)).join("\n");
}

/** Every line on which one of these names is set, the repeated ones too. */
export function linesOf(preview: ImportResult, names: ReadonlySet<string>): Set<number> {
  const items = [...preview.added, ...preview.changed, ...preview.unchanged].filter(({ name }) => names.has(name));
  const repeated = preview.duplicates.filter(({ name }) => names.has(name));
  return new Set([...items.map(({ line }) => line), ...repeated.flatMap(({ lines }) => lines)]);
}
