/** The last look before saving: everything staged, grouped; who else changed what; a message; for protected ones the name. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem, Problem } from "@/lib/api/problem";
import type { StaleRow } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { done } from "@/lib/toast";

import { useSaveChanges } from "../../api/save-changes";
import { conflicts, problems } from "../../drafts/changes";
import { draftKind, inWords, summarize } from "../../drafts/drafts";
import type { EnvironmentScope } from "../table/scope";
import { ConflictRow } from "./conflict-row";
import { ImportGroup } from "./import-group";
import { ReviewRow } from "./review-row";

const GROUPS = [
  ["added", "Added"],
  ["changed", "Changed"],
  ["renamed", "Renamed"],
  ["deleted", "Deleted"],
] as const;

export function ReviewDialog({ onClose, ...scope }: EnvironmentScope & { onClose: () => void }) {
  const { environment, variables, drafts } = scope;
  const organization = useOrganization();
  const save = useSaveChanges(organization.id, environment);
  const [message, setMessage] = useState("");
  const [typed, setTyped] = useState("");
  const wrong = problems(drafts.state, variables);
  const clashing = conflicts(drafts.state, variables);
  const confirmed = !environment.protected || (typed.trim() === environment.name && message.trim() !== "");
  const ready = confirmed && wrong.size === 0 && clashing.length === 0 && drafts.count > 0;
  const summary = inWords(summarize(drafts.state));
  const submit = () => {
    if (!ready || save.isPending) return;
    save.mutate(
      { state: drafts.state, message: message.trim() },
      {
        onSuccess: () => {
          done(`Saved to ${environment.name}: ${summary}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Review changes to ${environment.name}`}
      description={drafts.count > 0 ? summary : "Nothing is staged any more."}
      className="w-[min(94vw,46rem)]"
      footer={
        <>
          <Button onClick={onClose}>Back to editing</Button>
          <Button variant="primary" onClick={submit} disabled={!ready} busy={save.isPending}>
            Save {plural(drafts.count, "change")}
          </Button>
        </>
      }
    >
      <div
        className="grid gap-5"
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <SaveError error={save.error} />
        {clashing.length > 0 ? (
          <section aria-label="Changed by others" className="grid gap-2">
            <Notice tone="warn" title={`${plural(clashing.length, "variable")} changed by others since you began`}>
              Choose for each: yours on top of theirs, or theirs.
            </Notice>
            {clashing.map((conflict) => (
              <ConflictRow key={conflict.draft.row} conflict={conflict} scope={scope} />
            ))}
          </section>
        ) : null}
        {wrong.size > 0 ? <Notice tone="danger">{plural(wrong.size, "name or value", "names or values")} must be mended before saving.</Notice> : null}
        {drafts.state.imported ? <ImportGroup imported={drafts.state.imported} drafts={drafts} /> : null}
        {GROUPS.map(([kind, label]) => {
          const rows = drafts.state.drafts.filter((draft) => draftKind(draft) === kind);
          return rows.length === 0 ? null : (
            <section key={kind} aria-label={label} className="grid gap-1">
              <h3 className="eyebrow font-normal">
                {label} · {rows.length}
              </h3>
              <ul className="divide-y rounded-md border">
                {rows.map((draft) => (
                  <ReviewRow key={draft.row} draft={draft} drafts={drafts} problem={wrong.get(draft.row)} mayRead={scope.mayRead} />
                ))}
              </ul>
            </section>
          );
        })}
        <Field label={environment.protected ? "Message (needed here)" : "Message"} hint="Why? It stands in the timeline. Never put a value here.">
          <Input value={message} maxLength={500} onChange={(event) => setMessage(event.target.value)} placeholder="Rotate the payment keys" />
        </Field>
        {environment.protected ? (
          <Field
            label={
              <>
                Type <code className="font-mono font-semibold">{environment.name}</code> to change this protected environment
              </>
            }
          >
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}

function SaveError({ error }: { error: unknown }) {
  if (!error) return null;
  const stale = isProblem(error, "stale_version");
  const rows = error instanceof Problem ? ((error.extra.conflicts as StaleRow[] | undefined) ?? []) : [];
  return (
    <Notice tone="danger" title={stale ? "Nothing was saved: others were quicker" : "Nothing was saved"}>
      <p>{stale ? "The rows below show what they did." : explain(error)}</p>
      {rows.length > 0 ? <p className="font-mono text-xs">{rows.map((row) => row.name).join(", ")}</p> : null}
      {error instanceof Problem && error.requestId ? <p className="text-xs text-muted">Request {error.requestId}</p> : null}
    </Notice>
  );
}
