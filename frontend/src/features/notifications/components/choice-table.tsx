/** Kinds of happenings in groups, and for each the ways it is told by; on a phone the lines become a list. */
"use client";

import { Lock, RotateCcw } from "lucide-react";
import { useId } from "react";

import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { Tip } from "@/components/ui/tooltip";
import type { MailChoice } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import { type Choice, type ChoiceRow, inGroups, inWords, MAIL_CHOICES, mailLabel } from "../choices";

const COLUMNS = "md:grid md:grid-cols-[minmax(0,1fr)_6.5rem_10.5rem_2.5rem] md:items-center md:gap-x-4 md:px-4";

interface TableProps {
  label: string;
  rows: readonly ChoiceRow[];
  /** Why a fixed line can't be changed. */
  why: (kind: string) => string;
  readOnly?: boolean;
  onChange: (choice: Choice) => void;
  onReset: (kind: string) => void;
}

export function ChoiceTable({ label, rows, ...rest }: TableProps) {
  return (
    // Not a <table>: its lines are laid out anew on a phone, and would be no table to a screen reader then.
    <div role="table" aria-label={label} className="rounded-md border bg-surface text-sm">
      <div role="rowgroup" className="max-md:sr-only">
        <div role="row" className={cn(COLUMNS, "eyebrow h-8 rounded-t-md border-b bg-paper")}>
          <span role="columnheader">What happens</span>
          <span role="columnheader">In KeyNest</span>
          <span role="columnheader">By mail</span>
          <span role="columnheader">
            <span className="sr-only">Back to default</span>
          </span>
        </div>
      </div>
      {inGroups(rows).map(({ group, rows: lines }) => (
        <Group key={group} group={group} rows={lines} {...rest} />
      ))}
    </div>
  );
}

type LineProps = Pick<TableProps, "why" | "readOnly" | "onChange" | "onReset">;

function Group({ group, rows, ...rest }: LineProps & { group: string; rows: ChoiceRow[] }) {
  const id = useId();
  const first = rows[0];
  // One reason for all of them is said once.
  const reason = first && rows.every(({ mandatory }) => mandatory) ? rest.why(first.kind) : null;
  return (
    <div role="rowgroup" aria-labelledby={id} className="border-b last:border-b-0">
      <div role="row" className="border-b bg-paper px-4 py-2 last:border-b-0">
        <div role="rowheader" aria-colspan={4}>
          <h2 id={id} className="text-sm font-semibold">
            {group}
          </h2>
          {reason ? <Reason>{reason}</Reason> : null}
        </div>
      </div>
      {rows.map((row) => (row.mandatory ? <FixedLine key={row.kind} row={row} reason={reason ? null : rest.why(row.kind)} /> : <Line key={row.kind} row={row} {...rest} />))}
    </div>
  );
}

function Reason({ children }: { children: string }) {
  return (
    <p className="flex items-start gap-1.5 text-xs text-muted">
      <Lock aria-hidden className="mt-0.5 size-3 shrink-0" /> {children}
    </p>
  );
}

const line = "grid gap-2 border-b px-4 py-3 last:border-b-0 md:min-h-13 md:py-2";
const cell = "flex min-h-8 items-center justify-between gap-3 md:justify-start";

/** The head of the column, beside each choice where the columns are gone. */
function Way({ children }: { children: string }) {
  return (
    <span aria-hidden className="text-xs text-muted md:hidden">
      {children}
    </span>
  );
}

function FixedLine({ row, reason }: { row: ChoiceRow; reason: string | null }) {
  const small = "flex items-center gap-1.5 text-muted max-md:text-xs";
  return (
    <div role="row" className={cn(COLUMNS, line, "max-md:flex max-md:flex-wrap max-md:gap-x-5 max-md:gap-y-1")}>
      <div role="rowheader" className="[overflow-wrap:anywhere] max-md:w-full">
        {row.label}
        {reason ? <Reason>{reason}</Reason> : null}
      </div>
      <div role="cell" className={small}>
        <Way>In KeyNest:</Way>
        {row.in_app ? "Always" : "Never"}
      </div>
      <div role="cell" className={small}>
        <Way>By mail:</Way>
        {mailLabel(row.mail)}
      </div>
      <div role="cell" className="max-md:sr-only md:justify-self-center">
        <Lock aria-hidden className="size-3.5 text-muted" />
        <span className="sr-only">Fixed</span>
      </div>
    </div>
  );
}

function Line({ row, readOnly, onChange, onReset }: LineProps & { row: ChoiceRow }) {
  const { kind, label, in_app, mail, chosen } = row;
  return (
    <div role="row" className={cn(COLUMNS, line, "hover:bg-paper")}>
      <div role="rowheader" className="[overflow-wrap:anywhere]">
        {label}
        {chosen ? null : <Elsewhere row={row} />}
      </div>
      <div role="cell" className={cell}>
        <Way>In KeyNest</Way>
        <Switch label={`${label}: in KeyNest`} checked={in_app} disabled={readOnly} onChange={(on) => onChange({ kind, mail, in_app: on })} />
      </div>
      <div role="cell" className={cell}>
        <Way>By mail</Way>
        {readOnly ? (
          mailLabel(mail)
        ) : (
          <Select aria-label={`${label}: by mail`} value={mail} className="md:w-full" onChange={(event) => onChange({ kind, in_app, mail: event.target.value as MailChoice })}>
            {MAIL_CHOICES.map(({ choice, label: words }) => (
              <option key={choice} value={choice}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </div>
      <div role="cell" className={cn("md:justify-self-center", !chosen && "max-md:hidden")}>
        {chosen && !readOnly ? <Reset row={row} onReset={() => onReset(kind)} /> : null}
      </div>
    </div>
  );
}

/** Organizations whose own defaults hold as long as nothing is chosen. */
function Elsewhere({ row }: { row: ChoiceRow }) {
  return row.organizations?.map(({ organization, ...ways }) => (
    <span key={organization.id} className="block text-xs text-muted">
      In {organization.name}: {inWords(ways)}
    </span>
  ));
}

function Reset({ row, onReset }: { row: ChoiceRow; onReset: () => void }) {
  const about = `Back to default${row.default ? `: ${inWords(row.default)}` : ""}`;
  return (
    <Tip text={about}>
      <Button variant="quiet" size="sm" className="md:size-7.5 md:p-0" aria-label={`${row.label}: b${about.slice(1)}`} onClick={onReset}>
        <RotateCcw aria-hidden /> <span className="md:hidden">Back to default</span>
      </Button>
    </Tip>
  );
}
