/** An organization's own words for one letter: written on the left, seen on the right. */
"use client";

import { History, RotateCcw } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/time";
import { useUser } from "@/hooks/use-session";
import type { MailLetter } from "@/lib/api/types";
import { isProblem } from "@/lib/api/problem";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { done, failed, refused } from "@/lib/toast";

import { useChangeLetter, useTestLetter } from "../api/letters";
import { insertAtCursor, type TextField } from "../insert";
import { faultsOf, nameOf, ownTexts, textsOf } from "../letter";
import { type Draft, useDraft } from "../use-draft";
import { type Preview, usePreview } from "../use-preview";
import { BlockField } from "./block-field";
import { Overtaken } from "./overtaken";
import { PreviewPane } from "./preview-pane";
import { Variables } from "./variables";

const VersionsSheet = dynamic(() => import("./versions-sheet").then((module) => module.VersionsSheet), { ssr: false });
const ResetLetter = dynamic(() => import("./reset-letter").then((module) => module.ResetLetter), { ssr: false });

export function LetterEditor({ letter }: { letter: MailLetter }) {
  const organization = useOrganization();
  const draft = useDraft(letter);
  const preview = usePreview(organization.id, letter.name, { texts: ownTexts(letter, draft.texts) });
  const [open, setOpen] = useState<"versions" | "reset" | null>(null);
  return (
    <div className="grid gap-5">
      <Head letter={letter} onHistory={() => setOpen("versions")} onReset={() => setOpen("reset")} />
      {draft.stale ? <Overtaken letter={letter} draft={draft} /> : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Blocks letter={letter} draft={draft} preview={preview} />
        <PreviewPane label={letter.label} preview={preview} className="lg:sticky lg:top-14" height="h-[36rem] lg:h-[calc(100dvh-17rem)] lg:min-h-64" />
      </div>
      <Actions letter={letter} draft={draft} faulty={preview.faults.length > 0} />
      {open === "versions" ? <VersionsSheet letter={letter} draft={draft} onClose={() => setOpen(null)} /> : null}
      {open === "reset" ? <ResetLetter letter={letter} draft={draft} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

function Head({ letter, onHistory, onReset }: { letter: MailLetter; onHistory: () => void; onReset: () => void }) {
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="flex flex-wrap items-center gap-2 text-lg">
          {letter.label} <Badge tone={letter.texts ? "accent" : "plain"}>{letter.texts ? "own words" : "KeyNest's words"}</Badge>
        </h2>
        <p className="text-sm text-muted">{letter.description}</p>
        {letter.changed_at ? (
          <p className="text-xs text-muted">
            Version {letter.version}, <Ago at={letter.changed_at} />
            {` by ${nameOf(letter.changed_by)}`}
          </p>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onHistory}>
          <History aria-hidden /> History
        </Button>
        <Button disabled={!letter.texts} onClick={onReset}>
          <RotateCcw aria-hidden /> Back to KeyNest&apos;s words
        </Button>
      </div>
    </div>
  );
}

function Blocks({ letter, draft, preview }: { letter: MailLetter; draft: Draft; preview: Preview }) {
  const at = useRef<TextField | null>(null);
  const form = useRef<HTMLDivElement>(null);
  const kept = textsOf(letter);
  const insert = (text: string) => {
    const field = at.current ?? form.current?.querySelector("textarea");
    if (field) insertAtCursor(field, text);
  };
  return (
    <div ref={form} className="grid gap-5">
      <Variables variables={letter.variables} onInsert={insert} />
      {letter.blocks.map((block) => (
        <BlockField
          key={block.name}
          block={block}
          text={draft.texts[block.name] ?? ""}
          changed={draft.changed.includes(block.name)}
          faults={preview.faults.filter((fault) => fault.block === block.name)}
          theirs={draft.stale && draft.changed.includes(block.name) ? kept[block.name] : undefined}
          onChange={(text) => draft.change(block.name, text)}
          onFocus={(field) => {
            at.current = field;
          }}
        />
      ))}
    </div>
  );
}

function Actions({ letter, draft, faulty }: { letter: MailLetter; draft: Draft; faulty: boolean }) {
  const organization = useOrganization();
  const { email } = useUser();
  const change = useChangeLetter(organization.id, letter.name);
  const test = useTestLetter(organization.id, letter.name);
  const count = draft.changed.length;
  const texts = ownTexts(letter, draft.texts);
  const complain = (error: unknown) => {
    if (isProblem(error, "stale_version")) refused("Somebody else saved this letter meanwhile. Nothing of yours is lost.");
    else if (isProblem(error, "invalid")) refused(faultsOf(error)[0]?.message ?? "Something in it needs a look.");
    else failed(error);
  };
  const save = () =>
    change.mutate(
      Object.keys(texts).length > 0 ? { save: texts, version: letter.version } : { reset: true },
      {
        onSuccess: () => {
          draft.drop();
          done("Saved. The next mail says it like this.");
        },
        onError: complain,
      },
    );
  const send = () => test.mutate(texts, { onSuccess: () => done(`A test is on its way to ${email}.`), onError: complain });
  return (
    <div className="-mx-4 flex flex-wrap items-center gap-2 border-t bg-paper px-4 py-3 sm:sticky sm:bottom-0 sm:z-10 md:-mx-8 md:px-8">
      <p role="status" className="min-w-0 flex-1 basis-full text-sm text-muted sm:basis-40">
        {count === 0 ? "No unsaved changes" : `${plural(count, "block")} changed, not saved`}
      </p>
      <Button variant="ghost" disabled={count === 0} onClick={draft.drop}>
        Discard
      </Button>
      <Button busy={test.isPending} disabled={faulty} onClick={send}>
        Send me a test
      </Button>
      <Button variant="primary" busy={change.isPending} disabled={count === 0 || faulty || draft.stale} onClick={save}>
        Save
      </Button>
    </div>
  );
}
