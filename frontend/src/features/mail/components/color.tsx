/** The colour of an organization's letters, and whether one can read what is written on it. */
"use client";

import { useId } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useSaveColor } from "../api/look";
import { isColor, isWanted, legibility } from "../color";
import { useColorDraft } from "../use-draft";

const START = "#0c6657";

export function Color({ kept }: { kept: string }) {
  const organization = useOrganization();
  const save = useSaveColor(organization.id);
  const picker = useId();
  const { color, changed, change, drop } = useColorDraft(kept);
  const fits = isWanted(color);
  const keep = (next: string) =>
    save.mutate(next, {
      onSuccess: () => {
        drop();
        done(next ? "Colour saved." : "KeyNest's colour again.");
      },
      onError: failed,
    });
  return (
    <div className="grid gap-3">
      <Field label="Colour" error={fits ? undefined : "Write it like #0c6657."} hint="Of the mark at the top, and of buttons.">
        <Input value={color} placeholder="KeyNest's own" spellCheck={false} autoComplete="off" maxLength={7} className="w-40 font-mono" onChange={(event) => change(event.target.value.trim().toLowerCase())} />
      </Field>
      <div className="flex items-center gap-3">
        <input id={picker} type="color" value={isColor(color) ? color : START} onChange={(event) => change(event.target.value)} className="h-9 w-14 rounded-md border border-line-strong bg-surface p-1" />
        <label htmlFor={picker} className="text-sm">
          Pick it by eye
        </label>
      </div>
      {isColor(color) ? <Contrast color={color} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" disabled={!changed || !fits} busy={save.isPending} onClick={() => keep(color)}>
          Save the colour
        </Button>
        {kept ? (
          <Button variant="ghost" disabled={save.isPending} onClick={() => keep("")}>
            KeyNest&apos;s colour
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Contrast({ color }: { color: string }) {
  const { ink, ratio, pale } = legibility(color);
  return (
    <Notice tone={pale ? "warn" : "ok"}>
      <span className="mr-2 inline-block rounded-sm px-2 py-0.5 text-xs font-semibold" style={{ backgroundColor: color, color: ink }}>
        Button
      </span>
      Text on it is {ink}, with a contrast of {ratio.toFixed(1)} to 1.
      {pale ? " The colour is pale: on white paper it stands out little." : null}
    </Notice>
  );
}
