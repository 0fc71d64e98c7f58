/** What a letter says, what of it was changed, and what is wrong with it. */
import { explain, Problem } from "@/lib/api/problem";
import type { MailBlock, MailLetter, MailTexts, Person } from "@/lib/api/types";

/** The letter that an address names: the last part of /orgs/acme/settings/mail/invitation. */
export const letterOf = (pathname: string): string => /^\/orgs\/[^/]+\/settings\/mail\/(\w+)\/?$/.exec(pathname)?.[1] ?? "";

/** The text of each block: the organization's own, or KeyNest's. */
export const textsOf = (letter: Pick<MailLetter, "blocks" | "texts">): MailTexts =>
  Object.fromEntries(letter.blocks.map(({ name, original }) => [name, letter.texts?.[name] ?? original]));

/** Only what is not KeyNest's: the rest stays free to follow the reader's language. */
export const ownTexts = ({ blocks }: Pick<MailLetter, "blocks">, texts: MailTexts): MailTexts =>
  Object.fromEntries(blocks.flatMap((block) => (isOriginal(block, texts[block.name] ?? "") ? [] : [[block.name, texts[block.name] ?? ""]])));

/** An empty block says KeyNest's words. */
export const isOriginal = ({ original }: Pick<MailBlock, "original">, text: string): boolean => text.trim() === "" || text === original;

/** The blocks that say something else. */
export function changedBlocks(letter: Pick<MailLetter, "blocks">, before: MailTexts, after: MailTexts): string[] {
  const [was, is] = [ownTexts(letter, before), ownTexts(letter, after)];
  return letter.blocks.map(({ name }) => name).filter((name) => was[name] !== is[name]);
}

/** Who did it, in a word. */
export const nameOf = (person: Person | null): string => person?.full_name || person?.email || "somebody who is gone";

export interface Fault {
  /** Null: of the letter as a whole. */
  block: string | null;
  message: string;
  line: number | null;
}

const BLOCK = /^texts\.(.+)$/;
const LINE = /\bline (\d+)\b/i;

export function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof Problem) || error.code !== "invalid") return [{ block: null, message: explain(error), line: null }];
  return error.errors.map(({ field, message }) => ({
    block: BLOCK.exec(field ?? "")?.[1] ?? null,
    message,
    line: Number(LINE.exec(message)?.[1] ?? 0) || null,
  }));
}

/** Where a line begins and ends in a text; lines count from 1. */
export function lineRange(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}

export const placeholderOf = (variable: string): string => `{{ ${variable} }}`;
