/** What a letter can say of the moment: each is put where the cursor stands. */
"use client";

import { Plus } from "lucide-react";

import { Button } from "@/components/ui/button";
import type { MailLetter } from "@/lib/api/types";

import { placeholderOf } from "../letter";

interface VariablesProps {
  variables: MailLetter["variables"];
  onInsert: (text: string) => void;
}

export function Variables({ variables, onInsert }: VariablesProps) {
  return (
    <section aria-labelledby="variables" className="sticky top-12 z-10 grid gap-2 rounded-md border bg-surface p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 id="variables" className="text-sm font-medium">
          Insert
        </h3>
        {variables.map(({ name, description, sample }) => (
          <Button
            key={name}
            size="sm"
            className="font-mono"
            title={sample ? `${description}, like ${sample}` : description}
            aria-label={`Insert ${name}: ${description}`}
            // The field keeps the cursor while the button is pressed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onInsert(placeholderOf(name))}
          >
            <Plus aria-hidden className="size-3.5!" />
            {name}
          </Button>
        ))}
      </div>
      <details className="text-xs text-muted">
        <summary className="cursor-pointer rounded-sm hover:text-ink">What can stand in a text</summary>
        <Help variables={variables} />
      </details>
    </section>
  );
}

function Help({ variables }: Pick<VariablesProps, "variables">) {
  return (
    <div className="mt-2 grid max-h-[40dvh] gap-2 overflow-y-auto">
      <p>A variable goes where the cursor stands; in the mail its value takes that place.</p>
      <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
        {variables.map(({ name, description, sample }) => (
          <div key={name} className="contents">
            <dt className="font-mono text-ink">{placeholderOf(name)}</dt>
            <dd className="[overflow-wrap:anywhere]">
              {description}
              {sample ? `, like “${sample}”` : null}
            </dd>
          </div>
        ))}
      </dl>
      <p>A text that is only there when a variable says something:</p>
      <pre className="rounded-sm bg-sunken p-2 font-mono whitespace-pre-wrap text-ink">{`{% if ${variables[0]?.name ?? "name"} %} … {% else %} … {% endif %}`}</pre>
      <p>Links, HTML and loops are not possible: nobody should be led astray in your name.</p>
    </div>
  );
}
