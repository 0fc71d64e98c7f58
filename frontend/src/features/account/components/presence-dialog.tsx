/** "Is it you?", over any page: by what the account has to prove it with. What was asked for goes on afterwards. */
"use client";

import { useState, useSyncExternalStore } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { PresenceMethod } from "@/lib/api/types";
import { presence } from "@/lib/presence";

import type { PresencePart } from "../passkey-slots";
import { PresenceForm } from "./presence-form";

const SWITCH: Record<PresenceMethod, string> = {
  password: "Use your password",
  totp: "Use the code of your app",
  passkey: "Use a passkey",
  recovery_code: "Use a recovery code",
  email: "Use a mailed code",
};
const PREFERRED: readonly PresenceMethod[] = ["password", "totp", "passkey", "email", "recovery_code"];

const nothing = () => null;

export function PresenceDialog({ passkey }: { passkey: PresencePart | null }) {
  const methods = useSyncExternalStore(presence.subscribe, presence.asked, nothing);
  if (!methods) return null;
  return (
    <Dialog
      open
      onOpenChange={() => presence.answer(false)}
      title="Confirm that it is you"
      description="This matters enough to ask once more. For five minutes you won't be asked again."
    >
      <Ways methods={methods} passkey={passkey} />
    </Dialog>
  );
}

function Ways({ methods, passkey }: { methods: readonly PresenceMethod[]; passkey: PresencePart | null }) {
  const ways = PREFERRED.filter((way) => methods.includes(way) && (way !== "passkey" || passkey));
  const [chosen, setChosen] = useState<PresenceMethod | null>(null);
  const way = chosen ?? ways[0];
  const done = () => presence.answer(true);
  if (!way) return <Notice tone="warn">This session can&apos;t confirm. Sign out, sign in again, and try once more.</Notice>;
  return (
    <div className="grid gap-4">
      {way === "passkey" ? passkey?.({ onDone: done }) : <PresenceForm key={way} method={way} onDone={done} />}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="link" size="sm" onClick={() => setChosen(other)}>
              {SWITCH[other]}
            </Button>
          ))}
      </div>
    </div>
  );
}
