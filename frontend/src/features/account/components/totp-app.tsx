/** The app that shows codes: on or off, and the way to either. */
"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Ago } from "@/components/ui/time";
import type { Seed } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { useRemoveTotp, useStartTotp } from "../api/factors";

const TotpDialog = dynamic(() => import("./totp-dialog").then((module) => module.TotpDialog), { ssr: false });

interface TotpAppProps {
  since: string | null;
  onCodes: (codes: string[] | null) => void;
}

export function TotpApp({ since, onCodes }: TotpAppProps) {
  return since ? <SetUp since={since} /> : <NotYet onCodes={onCodes} />;
}

function NotYet({ onCodes }: Pick<TotpAppProps, "onCodes">) {
  const start = useStartTotp();
  const [seed, setSeed] = useState<Seed | null>(null);
  return (
    <div className="grid justify-items-start gap-4">
      <p className="max-w-prose">
        <Badge>off</Badge> Any app for one-time codes will do: Aegis, 1Password, Google Authenticator and the like.
      </p>
      <Button variant="primary" busy={start.isPending} onClick={() => start.mutate(undefined, { onSuccess: setSeed, onError: failed })}>
        Set up an app
      </Button>
      {seed ? <TotpDialog seed={seed} onClose={() => setSeed(null)} onCodes={onCodes} /> : null}
    </div>
  );
}

function SetUp({ since }: { since: string }) {
  const remove = useRemoveTotp();
  const [asking, setAsking] = useState(false);
  return (
    <div className="grid justify-items-start gap-4">
      <p>
        <Badge tone="ok">on</Badge> Set up <Ago at={since} />.
      </p>
      <Button onClick={() => setAsking(true)}>Remove the app</Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Remove the authenticator app?"
        action="Remove"
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => done("The app was removed. Other sessions were signed out."),
            onError: failed,
            onSettled: () => setAsking(false),
          })
        }
      >
        <p>Its codes stop working at once. Unless you have a passkey, your password alone opens the account then, and the recovery codes go too.</p>
        <p>Organizations that ask for a second factor lock you out until you have one again.</p>
      </Confirm>
    </div>
  );
}
