/** Back to KeyNest's own words, once that is confirmed. */
"use client";

import { Confirm } from "@/components/ui/confirm";
import type { MailLetter } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useChangeLetter } from "../api/letters";
import type { Draft } from "../use-draft";

export function ResetLetter({ letter, draft, onClose }: { letter: MailLetter; draft: Draft; onClose: () => void }) {
  const organization = useOrganization();
  const change = useChangeLetter(organization.id, letter.name);
  const reset = () =>
    change
      .mutateAsync({ reset: true })
      .then(() => {
        draft.drop();
        done("The letter says it in KeyNest's words again.");
      })
      .catch(failed)
      .finally(onClose);
  return (
    <Confirm open onOpenChange={onClose} title="Back to KeyNest's words?" action="Go back to them" busy={change.isPending} onConfirm={() => void reset()}>
      <p>Your own words stay in the history, and can be brought back from there.</p>
      {draft.changed.length > 0 ? <p>What you haven&apos;t saved is dropped.</p> : null}
    </Confirm>
  );
}
