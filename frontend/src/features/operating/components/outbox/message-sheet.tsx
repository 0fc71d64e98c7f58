/** One message: its story, its facts, and what can be done about it. */
"use client";

import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy-text";
import { Sheet } from "@/components/ui/dialog";
import type { MessageDetail } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { useMessage, useResend } from "../../api/outbox";
import { kindLabel, outcome, PRIORITIES, STATES } from "../../words";
import { DropConfirm } from "./drop-confirm";
import { nameOf } from "./message-table";
import { ResendDeadButton } from "./resend-dead";
import { Story } from "./story";

export function MessageSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useMessage(id);
  const message = query.data;
  const open = message?.state === "pending" || message?.state === "dead";
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={message ? nameOf(message) : "Message"}
      description={message?.recipient ? `to ${message.recipient}` : undefined}
      className="w-[min(100vw,34rem)]"
      footer={open ? <Actions message={message} /> : undefined}
    >
      <QueryView query={query}>{(found) => <Facts message={found} />}</QueryView>
    </Sheet>
  );
}

function Actions({ message }: { message: MessageDetail }) {
  const resend = useResend();
  const [dropping, setDropping] = useState(false);
  const send = () => resend.mutate([message.id], { onSuccess: ({ count }) => done(outcome("sent again", count, 1)), onError: failed });
  return (
    <>
      {message.state === "dead" && message.reason ? <ResendDeadButton reason={message.reason} /> : null}
      <Button size="sm" variant="ghost" onClick={() => setDropping(true)}>
        Drop
      </Button>
      <Button size="sm" variant="primary" busy={resend.isPending} onClick={send}>
        {message.state === "dead" ? "Send again" : "Send now"}
      </Button>
      {dropping ? <DropConfirm ids={[message.id]} onClose={() => setDropping(false)} onDone={() => undefined} /> : null}
    </>
  );
}

function Facts({ message }: { message: MessageDetail }) {
  const state = STATES[message.state];
  return (
    <div className="grid gap-5">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={state.tone}>{state.label}</Badge>
        <span className="text-muted">
          {kindLabel(message.kind)} · {PRIORITIES[message.priority].label.toLowerCase()}
        </span>
      </p>
      <Story message={message} />
      {message.cause ? (
        <div className="grid gap-1">
          <h3 className="eyebrow font-normal">Trace id</h3>
          <CopyText label="Copy the trace id" text={message.cause} />
          <p className="text-xs text-muted">The request that it began with: search the logs for it.</p>
        </div>
      ) : null}
      <div className="grid gap-1">
        <h3 className="eyebrow font-normal">What it names</h3>
        <pre tabIndex={0} className="overflow-x-auto rounded-md border bg-sunken p-3 font-mono text-xs">
          {JSON.stringify(message.payload, null, 2)}
        </pre>
        <p className="text-xs text-muted">Only ids: links and codes are made when the letter is written, and kept nowhere.</p>
      </div>
      <p className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{message.id}</p>
    </div>
  );
}
