/** A passkey where one more proof is asked for: to complete a sign-in, or to confirm before something grave. */
"use client";

import { KeyRound } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";

import { useComplete, useConfirm } from "../api/enter";

interface SecondStepProps {
  mfaToken: string;
  onDone: () => void;
  onGone: () => void;
}

export function PasskeySecondStep({ mfaToken, onDone, onGone }: SecondStepProps) {
  const step = useComplete();
  const failed = (error: unknown) => {
    if (isProblem(error, "invalid_token")) onGone();
  };
  const send = () => step.mutate(mfaToken, { onSuccess: onDone, onError: failed });
  return <Proof lead="Your device asks for your finger, face or PIN." error={step.error} busy={step.isPending || step.isSuccess} onStart={send} />;
}

export function PasskeyPresence({ onDone }: { onDone: () => void }) {
  const confirm = useConfirm();
  const send = () => confirm.mutate(undefined, { onSuccess: onDone });
  return <Proof lead="Confirm with one of your passkeys." error={confirm.error} busy={confirm.isPending || confirm.isSuccess} onStart={send} />;
}

interface ProofProps {
  lead: string;
  error: unknown;
  busy: boolean;
  onStart: () => void;
}

/** Begun by a click, as some browsers demand it. */
function Proof({ lead, error, busy, onStart }: ProofProps) {
  return (
    <div className="grid gap-4">
      {error ? <Notice tone="danger">{sentence(error)}</Notice> : null}
      <p className="text-muted">{lead}</p>
      <Button autoFocus variant="primary" busy={busy} onClick={onStart}>
        <KeyRound aria-hidden /> Use a passkey
      </Button>
    </div>
  );
}

const sentence = (error: unknown) => (isProblem(error) && error.fault("passkey")?.message) || explain(error);
