/** Setting up the app: scan or type the secret, then prove by a code that it arrived. */
"use client";

import { QRCodeSVG } from "qrcode.react";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy-text";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";
import type { Seed } from "@/lib/api/types";
import { done } from "@/lib/toast";

import { useConfirmTotp } from "../api/factors";

const DIGITS = 6;

interface TotpDialogProps {
  seed: Seed;
  onClose: () => void;
  onCodes: (codes: string[] | null) => void;
}

export function TotpDialog({ seed, onClose, onCodes }: TotpDialogProps) {
  const confirm = useConfirmTotp();
  const [code, setCode] = useState("");
  const wrong = isProblem(confirm.error) ? confirm.error.fault("code") : undefined;
  const send = (text: string) =>
    confirm.mutate(text, {
      onSuccess: ({ recovery_codes }) => {
        onClose();
        onCodes(recovery_codes);
        done("Your app is set up. Other sessions were signed out.");
      },
      onError: () => setCode(""),
    });
  const change = (text: string) => {
    const next = text.replace(/\D/g, "").slice(0, DIGITS);
    setCode(next);
    if (next !== code && next.length === DIGITS && !confirm.isPending) send(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code && !confirm.isPending) send(code);
  };
  return (
    <Dialog open onOpenChange={onClose} title="Set up an authenticator app">
      <div className="grid gap-5">
        <div className="grid gap-3">
          <p>
            <strong className="font-medium">1.</strong> Scan this with the app.
          </p>
          <Code url={seed.otpauth_url} />
          <div>
            <p className="mb-1.5 text-sm text-muted">Can&apos;t scan? Type this secret into the app:</p>
            <CopyText label="Copy the secret" text={seed.secret} shown={inFours(seed.secret)} />
          </div>
        </div>
        <form onSubmit={submit} noValidate className="grid gap-4 border-t pt-4">
          {confirm.error && !wrong ? <Notice tone="danger">{explain(confirm.error)}</Notice> : null}
          <Field
            label={
              <>
                <strong className="font-medium">2.</strong> Enter the code it shows
              </>
            }
            error={wrong && !code ? "That code is not right. Wait for the next one, and look at the clock of your phone." : undefined}
          >
            <Input
              autoFocus
              autoComplete="one-time-code"
              inputMode="numeric"
              className="max-w-40 font-mono tracking-[0.2em]"
              value={code}
              onChange={(event) => change(event.target.value)}
            />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={code.length < DIGITS} busy={confirm.isPending}>
              Turn it on
            </Button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

/** Black on white in both themes, with the quiet margin that cameras need. */
function Code({ url }: { url: string }) {
  return (
    <div className="w-fit rounded-md border bg-white p-1">
      <QRCodeSVG value={url} size={184} marginSize={4} level="M" bgColor="#ffffff" fgColor="#000000" title="QR code with the secret" role="img" />
    </div>
  );
}

const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;
