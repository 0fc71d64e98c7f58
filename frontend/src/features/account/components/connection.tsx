/** One connected account, and the question before it is disconnected. */
"use client";

import Link from "next/link";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { ProviderMark } from "@/components/ui/provider-mark";
import { Ago } from "@/components/ui/time";
import type { Identity } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { done, failed } from "@/lib/toast";

import { useDisconnect } from "../api/identities";

interface ConnectionProps {
  identity: Identity;
  /** None while the provider is switched off. */
  kind: string | null;
  lastWayIn: boolean;
}

export function Connection({ identity, kind, lastWayIn }: ConnectionProps) {
  const disconnect = useDisconnect();
  const [asking, setAsking] = useState(false);
  const { provider_name: name } = identity;
  const who = identity.name && identity.email ? `${identity.name} · ${identity.email}` : identity.name || identity.email;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken [&_svg]:size-4.5">
        <ProviderMark kind={kind ?? ""} />
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">{who || "No name given"}</p>
        <p className="text-xs text-muted">
          Connected <Ago at={identity.created_at} />, {identity.last_used_at ? <>last used <Ago at={identity.last_used_at} /></> : "never used"}
          {kind === null ? ". Switched off here: it opens nothing now." : ""}
        </p>
        {lastWayIn ? (
          <p className="mt-1.5 text-sm">
            This is your only way in.{" "}
            <Link href={paths.security} className="text-accent underline underline-offset-3">
              Set a password
            </Link>{" "}
            or connect another provider before you disconnect it.
          </p>
        ) : null}
      </div>
      <Button size="sm" aria-label={`Disconnect ${name}`} disabled={lastWayIn} onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Disconnect ${name}?`}
        action="Disconnect"
        busy={disconnect.isPending}
        onConfirm={() =>
          disconnect.mutate(identity.id, { onSuccess: () => done(`${name} is disconnected.`), onError: failed, onSettled: () => setAsking(false) })
        }
      >
        <p>It opens this account no more, and sessions that began with it end. Nothing changes at {name}.</p>
      </Confirm>
    </li>
  );
}
