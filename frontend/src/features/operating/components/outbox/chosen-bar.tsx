/** What can be done with the messages that are chosen. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { plural } from "@/lib/text";
import { done, failed } from "@/lib/toast";

import { useResend } from "../../api/outbox";
import { outcome } from "../../words";
import { DropConfirm } from "./drop-confirm";

export function ChosenBar({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const resend = useResend();
  const [dropping, setDropping] = useState(false);
  const send = () =>
    resend.mutate(ids, {
      onSuccess: ({ count }) => {
        done(outcome("sent again", count, ids.length));
        onDone();
      },
      onError: failed,
    });
  return (
    <div
      role="region"
      aria-label="Chosen messages"
      className="sticky bottom-3 z-20 flex flex-wrap items-center gap-2 justify-self-center rounded-md border bg-surface px-3 py-2 shadow-float"
    >
      <span role="status" className="px-1 text-sm font-medium">
        {plural(ids.length, "message")} chosen
      </span>
      <Button size="sm" variant="primary" busy={resend.isPending} onClick={send}>
        Send again
      </Button>
      <Button size="sm" onClick={() => setDropping(true)}>
        Drop
      </Button>
      <Button size="sm" variant="quiet" onClick={onDone}>
        Choose none
      </Button>
      {dropping ? <DropConfirm ids={ids} onClose={() => setDropping(false)} onDone={onDone} /> : null}
    </div>
  );
}
