/** A secret to be sent as a link that opens once; the value goes to the vault, the message gets the link. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";

import { useSeal } from "../use-seal";
import { FIRST_TERMS, SealFields } from "./seal-fields";

interface SecretDialogProps {
  direct: boolean;
  onClose: () => void;
  onSealed: (token: string) => void;
}

export function SecretDialog({ direct, onClose, onSealed }: SecretDialogProps) {
  const [value, setValue] = useState("");
  const [terms, setTerms] = useState(FIRST_TERMS);
  const seal = useSeal();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!value) return;
    seal.run({ value, ...terms }, (token) => {
      onSealed(token);
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={onClose} title="Send a secret" description="The message gets a link in its place. Only members of the organization can open it, and then it is gone.">
      <form onSubmit={submit} className="grid gap-4">
        {seal.error ? <Notice tone="danger">{explain(seal.error)}</Notice> : null}
        <Field label="Secret">
          <Textarea autoFocus rows={3} spellCheck={false} autoComplete="off" value={value} onChange={(event) => setValue(event.target.value)} className="font-mono" />
        </Field>
        <SealFields terms={terms} direct={direct} onChange={setTerms} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!value} busy={seal.busy}>
            Put it into the message
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
