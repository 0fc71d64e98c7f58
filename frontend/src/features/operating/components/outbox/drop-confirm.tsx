/** Before messages are never sent. */
"use client";

import { Confirm } from "@/components/ui/confirm";
import { plural } from "@/lib/text";
import { done, failed } from "@/lib/toast";

import { useDrop } from "../../api/outbox";
import { outcome } from "../../words";

export function DropConfirm({ ids, onClose, onDone }: { ids: string[]; onClose: () => void; onDone: () => void }) {
  const drop = useDrop();
  const confirm = () =>
    drop.mutate(ids, {
      onSuccess: ({ count }) => {
        done(outcome("dropped", count, ids.length));
        onClose();
        onDone();
      },
      onError: failed,
    });
  return (
    <Confirm open onOpenChange={onClose} title={`Drop ${plural(ids.length, "message")}?`} action="Drop" busy={drop.isPending} onConfirm={confirm}>
      <p>
        {ids.length === 1 ? "It" : "They"} will never be sent, and this can&apos;t be taken back. Whoever waits for {ids.length === 1 ? "it" : "one of them"} must ask again.
      </p>
    </Confirm>
  );
}
