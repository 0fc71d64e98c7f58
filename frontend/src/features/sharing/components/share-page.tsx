/** The page behind a share link, for whoever holds it. Opening is a press of a button: previews of links open nothing. */
"use client";

import { LockKeyholeOpen } from "lucide-react";
import { useState } from "react";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { Ago } from "@/components/ui/time";
import { useLinkToken } from "@/hooks/use-link-token";
import { explain, isProblem } from "@/lib/api/problem";
import type { SharePreview } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { openByToken, useSharePreview } from "../api/links";
import { useOpening } from "../use-opening";
import { OpenedSecret } from "./opened-secret";

export function SharePage() {
  const token = useLinkToken();
  const preview = useSharePreview(token);
  if (token === null || isProblem(preview.error, "not_found", "invalid", "invalid_token")) return <Gone />;
  if (preview.error) {
    return (
      <AuthFrame title="A secret for you">
        <Notice tone="danger">{explain(preview.error)}</Notice>
        <Button variant="primary" className="justify-self-start" onClick={() => void preview.refetch()}>
          Try again
        </Button>
      </AuthFrame>
    );
  }
  if (token && preview.data) return <Offer key={token} token={token} preview={preview.data} />;
  return (
    <AuthFrame title="A secret for you">
      <div role="status" aria-label="Loading" className="late grid gap-3">
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-9 w-36" />
      </div>
    </AuthFrame>
  );
}

function Gone() {
  return (
    <AuthFrame
      title="There is nothing behind this link"
      lead="It was opened before, its time is over, or it was taken back. If nobody you know has opened it, tell whoever sent it: they should change that secret."
    />
  );
}

function Offer({ token, preview }: { token: string; preview: SharePreview }) {
  const { opened, error, busy, open } = useOpening(() => openByToken(token));
  const [title] = useState(preview.label || "A secret for you");
  if (isProblem(error, "not_found")) return <Gone />;
  return (
    <AuthFrame title={title} lead={opened ? null : <Terms preview={preview} />} foot="Sent with KeyNest, where teams keep their secrets. Whoever sent this link can take it back until it is opened.">
      {error ? <Notice tone="danger">{explain(error)}</Notice> : null}
      {opened ? (
        <OpenedSecret opened={opened} />
      ) : (
        <Button variant="primary" className="justify-self-start" busy={busy} onClick={open}>
          <LockKeyholeOpen aria-hidden /> Open it
        </Button>
      )}
    </AuthFrame>
  );
}

function Terms({ preview }: { preview: SharePreview }) {
  return (
    <>
      It opens {preview.left === 1 ? "once" : plural(preview.left, "more time")}, until it ends <Ago at={preview.expires_at} />. {preview.left === 1 ? "Open it when you can keep what is inside." : null}
    </>
  );
}
