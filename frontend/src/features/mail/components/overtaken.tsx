/** Somebody else saved the letter while one was writing: both are shown, and one of them goes on. */
"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { MailLetter } from "@/lib/api/types";
import { ago } from "@/lib/time";

import { nameOf } from "../letter";
import type { Draft } from "../use-draft";

export function Overtaken({ letter, draft }: { letter: MailLetter; draft: Draft }) {
  const who = letter.changed_by ? nameOf(letter.changed_by) : "Somebody else";
  return (
    <Notice
      tone="warn"
      title={`${who} saved this letter${letter.changed_at ? ` ${ago(letter.changed_at)}` : ""}, while you were writing`}
    >
      Theirs stands below each block that differs. Keeping yours replaces it when you save; theirs stays in the history.
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={draft.drop}>
          Take theirs
        </Button>
        <Button size="sm" onClick={draft.rebase}>
          Keep mine
        </Button>
      </div>
    </Notice>
  );
}
