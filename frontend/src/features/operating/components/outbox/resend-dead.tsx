/** Once the reason is gone: everything that was given up for it is sent again, also what is not shown. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import type { Message } from "@/lib/api/types";
import { plural } from "@/lib/text";
import { done, failed } from "@/lib/toast";

import { useResendDead } from "../../api/outbox";
import type { MessageFilters } from "../../filters";

/** The one class of reasons that all of these have, like `550 5.1.1`. */
function commonReason(list: Message[]): string {
  const reasons = new Set(list.map(({ reason }) => reason));
  return reasons.size === 1 ? (list[0]?.reason ?? "") : "";
}

/** Offered where only dead letters are shown, and nothing narrows them but words of their reason. */
export function ResendDead({ list, filters }: { list: Message[]; filters: MessageFilters }) {
  if (filters.state !== "dead" || filters.kind || filters.template || list.length === 0) return null;
  const reason = commonReason(list);
  if (filters.q && !reason) return null;
  return (
    <Notice tone="info" className="max-sm:flex-col max-sm:items-start" action={<ResendDeadButton reason={reason} />}>
      These were given up{reason ? <>: all of them for <code className="font-mono">{reason}</code></> : null}. When what stood against them is mended, send them all again.
    </Notice>
  );
}

export function ResendDeadButton({ reason, onDone }: { reason: string; onDone?: () => void }) {
  const resend = useResendDead();
  const [asking, setAsking] = useState(false);
  const confirm = () =>
    resend.mutate(reason, {
      onSuccess: ({ count }) => {
        done(`${plural(count, "message is", "messages are")} sent again.`);
        setAsking(false);
        onDone?.();
      },
      onError: failed,
    });
  const action = reason ? "Send all of this reason again" : "Send all again";
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {action}
      </Button>
      {asking ? (
        <Confirm open onOpenChange={() => setAsking(false)} title={`${action}?`} action="Send again" tone="primary" busy={resend.isPending} onConfirm={confirm}>
          {reason ? (
            <>
              <p>Everything that was given up for this reason, at most 1,000 messages at once:</p>
              <p className="rounded-md border bg-sunken px-3 py-2 font-mono text-xs [overflow-wrap:anywhere]">{reason}</p>
            </>
          ) : (
            <p>Everything that was given up, for whatever reason; at most 1,000 messages at once.</p>
          )}
        </Confirm>
      ) : null}
    </>
  );
}
