/** One's passkeys: what they are called, when they were used, and adding another. */
"use client";

import { KeyRound } from "lucide-react";
import { useState, useSyncExternalStore } from "react";

import { Button } from "@/components/ui/button";
import { isProblem } from "@/lib/api/problem";
import type { FactorAdded, Passkey } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { type Asked, useAdd, useBegin } from "../api/passkeys";
import { knowsPasskeys } from "../browser";
import { deviceName } from "../device";
import { NameDialog } from "./name-dialog";
import { PasskeyRow } from "./passkey-row";

/** Told with the tokens that this session goes on with, and recovery codes if it was the first factor. */
export type OnChanged = (outcome: Partial<FactorAdded>) => void;

const never = () => () => undefined;
const unknown = () => true;

export function PasskeyList({ passkeys, onChanged }: { passkeys: readonly Passkey[]; onChanged: OnChanged }) {
  return (
    <div className="grid gap-4">
      {passkeys.length > 0 ? (
        <ul aria-label="Passkeys" className="grid max-w-2xl divide-y rounded-md border">
          {passkeys.map((one) => (
            <PasskeyRow key={one.id} passkey={one} onChanged={onChanged} />
          ))}
        </ul>
      ) : null}
      <AddPasskey onChanged={onChanged} />
    </div>
  );
}

function AddPasskey({ onChanged }: { onChanged: OnChanged }) {
  const known = useSyncExternalStore(never, knowsPasskeys, unknown);
  const begin = useBegin();
  const [asked, setAsked] = useState<Asked | null>(null);
  if (!known) return <p className="text-muted">This browser doesn&apos;t know passkeys.</p>;
  return (
    <div>
      <Button busy={begin.isPending} onClick={() => begin.mutate(undefined, { onSuccess: setAsked, onError: failed })}>
        <KeyRound aria-hidden /> Add a passkey
      </Button>
      {asked ? <Adding asked={asked} onChanged={onChanged} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

/** A refusal of the device can be tried again; the server takes an answer once, so its refusal ends this. */
function Adding({ asked, onChanged, onClose }: { asked: Asked; onChanged: OnChanged; onClose: () => void }) {
  const add = useAdd();
  const send = (name: string) =>
    add.mutate(
      { name, asked },
      {
        onSuccess: ({ recovery_codes, tokens }) => {
          onClose();
          done("Passkey added. Other sessions were signed out.");
          onChanged({ recovery_codes, tokens });
        },
        onError: (error) => {
          if (isProblem(error, "passkey_not_shown")) return;
          onClose();
          failed(error);
        },
      },
    );
  return (
    <NameDialog
      title="Add a passkey"
      lead="Then your device asks for your finger, face or PIN."
      action="Continue"
      name={deviceName(navigator.userAgent)}
      busy={add.isPending}
      error={add.error}
      onName={send}
      onClose={onClose}
    />
  );
}
