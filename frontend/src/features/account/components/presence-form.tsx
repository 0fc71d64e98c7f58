/** One proof: the password, or a code. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import { explain, isProblem } from "@/lib/api/problem";
import type { PresenceMethod } from "@/lib/api/types";
import { presence } from "@/lib/presence";

import { useMailCode, useProve } from "../api/presence";

type Typed = Exclude<PresenceMethod, "passkey">;

const WORDS: Record<Typed, { label: string; hint?: string }> = {
  password: { label: "Your password" },
  totp: { label: "Code", hint: "The six digits that your app shows now." },
  recovery_code: { label: "Recovery code", hint: "One of the ten you kept when you set this up. Each works once." },
  email: { label: "Mailed code", hint: "Eight digits, good for ten minutes." },
};

const LONGEST = { password: 4096, code: 40 } as const;

export function PresenceForm({ method, onDone }: { method: Typed; onDone: () => void }) {
  const user = useUser();
  const prove = useProve();
  const [text, setText] = useState("");
  const [mailed, setMailed] = useState(false);
  const field = method === "password" ? "password" : "code";
  const digits = method === "totp" || method === "email";
  const wrong = isProblem(prove.error) ? prove.error.fault(field) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text || prove.isPending) return;
    prove.mutate(field === "password" ? { password: text } : { code: text.trim() }, { onSuccess: onDone, onError: () => setText("") });
  };
  if (method === "email" && !mailed) return <AskForMail address={user.email} onMailed={() => setMailed(true)} />;
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {prove.error && !wrong ? <Notice tone="danger">{explain(prove.error)}</Notice> : null}
      {method === "email" ? <Notice tone="ok">A code is on its way to {user.email}.</Notice> : null}
      {method === "password" ? <input type="email" autoComplete="username" value={user.email} readOnly hidden /> : null}
      <Field label={WORDS[method].label} hint={WORDS[method].hint} error={wrong && !text ? wrong.message : undefined}>
        <Input
          type={method === "password" ? "password" : "text"}
          autoFocus
          autoComplete={method === "password" ? "current-password" : digits ? "one-time-code" : "off"}
          inputMode={digits ? "numeric" : undefined}
          autoCapitalize="off"
          spellCheck={false}
          maxLength={LONGEST[field]}
          className={method === "password" ? undefined : "font-mono tracking-[0.15em]"}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={() => presence.answer(false)}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!text} busy={prove.isPending}>
          Confirm
        </Button>
      </div>
    </form>
  );
}

/** An account that has neither password nor second factor proves it by its mailbox. */
function AskForMail({ address, onMailed }: { address: string; onMailed: () => void }) {
  const mail = useMailCode();
  return (
    <div className="grid gap-4">
      {mail.error ? <Notice tone="danger">{explain(mail.error)}</Notice> : null}
      <p>
        Your account has no password. We can send a code to <strong className="font-medium [overflow-wrap:anywhere]">{address}</strong>.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={() => presence.answer(false)}>Cancel</Button>
        <Button variant="primary" busy={mail.isPending} onClick={() => mail.mutate(undefined, { onSuccess: onMailed })}>
          Send me a code
        </Button>
      </div>
    </div>
  );
}
