/** By which ways somebody is told of each kind of happening: shown at once when changed, and as before when that fails. */
import type { MailChoice } from "@/lib/api/types";

export interface Choice {
  kind: string;
  in_app: boolean;
  mail: MailChoice;
}

export type Ways = Omit<Choice, "kind">;

/** One line of a table of choices. */
export interface ChoiceRow extends Choice {
  label: string;
  group: string;
  /** Fixed: nobody may do without. */
  mandatory: boolean;
  /** Differs from what would hold by itself. */
  chosen: boolean;
  /** What would hold by itself, where that is known before it is asked for. */
  default?: Ways;
  /** Where something else would hold by itself. */
  organizations?: readonly (Ways & { organization: { id: string; name: string } })[];
}

export interface ChoiceChanges {
  kinds?: Choice[];
  reset?: string[];
}

export const MAIL_CHOICES: readonly { choice: MailChoice; label: string }[] = [
  { choice: "never", label: "Never" },
  { choice: "at_once", label: "At once" },
  { choice: "digest", label: "In the digest" },
];

export const mailLabel = (mail: MailChoice): string => MAIL_CHOICES.find(({ choice }) => choice === mail)?.label ?? mail;

export function inWords({ in_app, mail }: Ways): string {
  return `${in_app ? "in KeyNest" : "not in KeyNest"}, ${{ never: "no mail", at_once: "mail at once", digest: "in the digest" }[mail]}`;
}

export function changed<T extends ChoiceRow>(rows: readonly T[], { kinds = [], reset = [] }: ChoiceChanges): T[] {
  return rows.map((row) => {
    if (reset.includes(row.kind)) return { ...row, ...row.default, chosen: false };
    const choice = kinds.find(({ kind }) => kind === row.kind);
    return choice ? { ...row, ...choice, chosen: true } : row;
  });
}

/** Takes back only what these changes touched: others may have been made since. */
export function undone<T extends Choice>(rows: readonly T[], before: readonly T[], { kinds = [], reset = [] }: ChoiceChanges): T[] {
  const touched = new Set([...reset, ...kinds.map(({ kind }) => kind)]);
  return rows.map((row) => (touched.has(row.kind) ? (before.find(({ kind }) => kind === row.kind) ?? row) : row));
}

export function inGroups<T extends { group: string }>(rows: readonly T[]): { group: string; rows: T[] }[] {
  const names = [...new Set(rows.map(({ group }) => group))];
  return names.map((group) => ({ group, rows: rows.filter((row) => row.group === group) }));
}
