/** The page behind "unsubscribe" in a mail: what stops, one button, and the way back. No account is needed. */
"use client";

import Link from "next/link";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useLinkToken } from "@/hooks/use-link-token";
import { explain, isProblem } from "@/lib/api/problem";
import type { UnsubscribePreview } from "@/lib/api/types";
import { paths } from "@/lib/routes";

import { useUnsubscribe, useUnsubscribePreview } from "../api/unsubscribe";

const toPreferences = (
  <p>
    With an account you decide about each kind of mail:{" "}
    <Link href={paths.preferences} className="text-accent underline underline-offset-3">
      your preferences
    </Link>
    .
  </p>
);

export function Unsubscribe() {
  const token = useLinkToken();
  const preview = useUnsubscribePreview(token);
  if (token === null || isProblem(preview.error, "invalid_token", "invalid", "not_found")) return <Broken />;
  if (preview.data && token) return <Choice key={token} token={token} preview={preview.data} />;
  if (preview.error) {
    return (
      <AuthFrame title="Stop these mails?">
        <Notice tone="danger">{explain(preview.error)}</Notice>
        <Button variant="primary" className="justify-self-start" onClick={() => void preview.refetch()}>
          Try again
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Stop these mails?">
      <div role="status" aria-label="Loading" className="late grid gap-3">
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-9 w-36" />
      </div>
    </AuthFrame>
  );
}

function Choice({ token, preview }: { token: string; preview: UnsubscribePreview }) {
  const change = useUnsubscribe(token);
  const stopped = change.data ? change.data.done : !preview.active;
  const back = change.data?.done === false;
  const title = stopped ? "These mails have stopped" : back ? "These mails come again" : "Stop these mails?";
  return (
    <AuthFrame title={title} foot={toPreferences}>
      {change.error ? <Notice tone="danger">{explain(change.error)}</Notice> : null}
      <div className="grid gap-1 rounded-md border bg-surface p-4">
        <p className="font-medium [overflow-wrap:anywhere]">{preview.label}</p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">to {preview.address_hint}</p>
      </div>
      {stopped ? <p role="status">No mail of this kind goes there any more. Everything else stays as it is.</p> : null}
      {back ? <p role="status">You get them as before.</p> : null}
      <div className="flex flex-wrap gap-2">
        <Button variant={stopped || back ? "outline" : "primary"} busy={change.isPending} onClick={() => change.mutate(!stopped)}>
          {stopped ? "Let them come again" : "Stop them"}
        </Button>
      </div>
    </AuthFrame>
  );
}

function Broken() {
  return (
    <AuthFrame title="This link doesn't work" lead="Perhaps the mail program cut it. Open it from the mail once more, whole.">
      <p>With an account you decide about each kind of mail there, too.</p>
      <Button asChild className="justify-self-start">
        <Link href={paths.preferences}>Open your preferences</Link>
      </Button>
    </AuthFrame>
  );
}
