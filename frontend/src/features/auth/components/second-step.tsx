/** One more proof after the password or the provider: a code of the app, a recovery code, a mailed code, or a passkey. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import type { Challenge, FactorKind } from "@/lib/api/types";

import type { PasskeyParts } from "../passkey-parts";
import { type CodeKind, CodeForm } from "./code-form";

export interface SecondStepProps {
  challenge: Challenge;
  passkeys: PasskeyParts;
  /** The browser is signed in; pages that look at the session need not be told. */
  onDone?: () => void;
  /** The sign-in can't go on, or its owner wants to begin again; `why` is for the page it begins on. */
  onAgain: (why: string | null) => void;
}

const GONE = "That took too long, or there were too many wrong codes. Please begin again.";
const PREFERRED: readonly FactorKind[] = ["totp", "passkey", "email", "recovery_code"];
const SWITCH: Record<FactorKind, string> = {
  totp: "Use the code of your app",
  passkey: "Use a passkey",
  email: "Use a mailed code",
  recovery_code: "Use a recovery code",
};

export function SecondStep({ challenge, passkeys, onDone = () => undefined, onAgain }: SecondStepProps) {
  // A mailed code may be only the first half: then the app is asked for.
  const [current, setCurrent] = useState(challenge);
  const ways = PREFERRED.filter((way) => current.methods.includes(way));
  const [chosen, setChosen] = useState<FactorKind | null>(null);
  const way = chosen ?? ways[0];
  const part = { mfaToken: current.mfa_token, onDone, onGone: () => onAgain(GONE) };
  const more = (next: Challenge) => {
    setChosen(null);
    setCurrent(next);
  };
  return (
    <div className="grid gap-4">
      {way === "passkey" ? passkeys.secondStep(part) : null}
      {way && way !== "passkey" ? <CodeForm key={way} kind={way satisfies CodeKind} onMore={more} {...part} /> : null}
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="link" size="sm" onClick={() => setChosen(other)}>
              {SWITCH[other]}
            </Button>
          ))}
        <Button variant="link" size="sm" onClick={() => onAgain(null)}>
          Begin again
        </Button>
      </div>
    </div>
  );
}
