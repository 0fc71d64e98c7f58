/** How long a one-time link lives, and how often it opens. */
"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";

export interface SealTerms {
  views: number;
  expiresIn: number;
}

const HOUR = 3_600;
const TIMES: readonly [string, number][] = [
  ["1 hour", HOUR],
  ["1 day", 24 * HOUR],
  ["7 days", 7 * 24 * HOUR],
];
const VIEWS: readonly [string, number][] = [
  ["Once, for whoever is first", 1],
  ["5 times", 5],
  ["20 times", 20],
];

export const FIRST_TERMS: SealTerms = { views: 1, expiresIn: 24 * HOUR };

export function SealFields({ terms, direct, onChange }: { terms: SealTerms; direct: boolean; onChange: (terms: SealTerms) => void }) {
  return (
    <div className="flex flex-wrap gap-4">
      <Field label="It opens">
        <Select value={terms.views} onChange={(event) => onChange({ ...terms, views: Number(event.target.value) })}>
          {VIEWS.map(([label, views]) => (
            <option key={views} value={views}>
              {direct && views === 1 ? "Once" : label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Until then it is kept">
        <Select value={terms.expiresIn} onChange={(event) => onChange({ ...terms, expiresIn: Number(event.target.value) })}>
          {TIMES.map(([label, seconds]) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
