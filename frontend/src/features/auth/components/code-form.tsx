/** The field for a code. One of digits only is sent as soon as it is complete, whether typed or pasted. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem, Problem } from "@/lib/api/problem";
import type { Challenge, FactorKind, SignInAnswer } from "@/lib/api/types";

import { isChallenge } from "../api/enter";
import { useSecondStep } from "../api/second-step";
import type { SecondStepPart } from "../passkey-parts";
import { useWait } from "./use-wait";

export type CodeKind = Exclude<FactorKind, "passkey">;

interface Words {
  label: string;
  hint: string;
  /** How many; a recovery code is made of letters, too. */
  digits: number | null;
}

const WORDS: Record<CodeKind, Words> = {
  totp: { label: "6-digit code", hint: "Your authenticator app shows it.", digits: 6 },
  email: { label: "8-digit code", hint: "This device is new to us, so we have mailed a code to you. It works for ten minutes.", digits: 8 },
  recovery_code: { label: "Recovery code", hint: "One of the ten you kept when you set this up. Each works once.", digits: null },
};

const LONGEST = 40;
const CLOCK = "Codes that keep being refused mean a wrong clock most often: let your phone set its time by itself.";
/** The first wrong one is a slip; from the second on it may be the clock. */
const SLIPS = 1;

interface CodeFormProps extends SecondStepPart {
  kind: CodeKind;
  /** It was right, and something else is asked for now. */
  onMore: (next: Challenge) => void;
}

export function CodeForm({ kind, ...part }: CodeFormProps) {
  const words = WORDS[kind];
  const [code, setCode] = useState("");
  const { prove, busy, wrong, wait, fault } = useProof(part);
  const send = (text: string) => {
    if (!text || busy || wait > 0) return;
    prove(text);
    setCode("");
  };
  const change = (text: string) => {
    const next = words.digits ? text.replace(/\D/g, "").slice(0, words.digits) : text.slice(0, LONGEST);
    setCode(next);
    if (next !== code && next.length === words.digits) send(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(code.trim());
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {wait > 0 ? <Notice tone="danger">Too many tries. Wait {wait} s.</Notice> : fault ? <Notice tone="danger">{fault}</Notice> : null}
      <Field label={words.label} hint={words.hint} error={wrong > 0 && !busy && !code ? "That code is not right. Try again." : undefined}>
        <Input
          autoFocus
          autoComplete={words.digits ? "one-time-code" : "off"}
          inputMode={words.digits ? "numeric" : "text"}
          autoCapitalize="off"
          spellCheck={false}
          className="font-mono tracking-[0.2em]"
          value={code}
          onChange={(event) => change(event.target.value)}
        />
      </Field>
      {kind === "totp" && wrong > SLIPS ? <Notice>{CLOCK}</Notice> : null}
      <Button type="submit" variant="primary" busy={busy} disabled={!code || wait > 0}>
        Confirm
      </Button>
    </form>
  );
}

/** Sends codes and counts the wrong ones. */
function useProof({ mfaToken, onDone, onMore, onGone }: Omit<CodeFormProps, "kind">) {
  const step = useSecondStep();
  const [wrong, setWrong] = useState(0);
  const { error } = step;
  const wait = useWait(error instanceof Problem ? error.retryAfter : null, step.submittedAt);
  const failed = (problem: unknown) => {
    if (isProblem(problem, "invalid_token")) onGone();
    else if (isWrong(problem)) setWrong((count) => count + 1);
  };
  const right = (answer: SignInAnswer) => (isChallenge(answer) ? onMore(answer) : onDone());
  const prove = (code: string) => step.mutate({ mfa_token: mfaToken, code }, { onSuccess: right, onError: failed });
  return { prove, wrong, wait, busy: step.isPending || step.isSuccess, fault: error && !isWrong(error) ? explain(error) : null };
}

const isWrong = (error: unknown) => isProblem(error) && error.fault("code") !== undefined;
