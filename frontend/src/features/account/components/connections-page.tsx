/** The accounts elsewhere that open this one: connect, disconnect. */
"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Section } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { ProviderMark } from "@/components/ui/provider-mark";
import { useConfig } from "@/hooks/use-config";
import { useUser } from "@/hooks/use-session";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import type { Identity, SignInProvider } from "@/lib/api/types";
import { failed } from "@/lib/toast";

import { useFactors } from "../api/factors";
import { useConnect, useIdentities } from "../api/identities";
import { isLastWayIn, unconnected } from "../connections";
import { AccountFrame } from "./account-frame";
import { Connection } from "./connection";

const NONE: readonly SignInProvider[] = [];

export function ConnectionsPage() {
  const identities = useIdentities();
  const { data: config } = useConfig();
  const providers = config?.providers ?? NONE;
  return (
    <AccountFrame title="Connections">
      <QueryView query={identities}>
        {(list) => (
          <>
            <Section title="Connected" lead="Each of these opens your account here.">
              <Connected identities={list} providers={providers} />
            </Section>
            <Section title="Connect another" lead="You sign in there once, and come back.">
              <Others providers={unconnected(providers, list)} any={providers.length > 0} />
            </Section>
          </>
        )}
      </QueryView>
    </AccountFrame>
  );
}

function Connected({ identities, providers }: { identities: readonly Identity[]; providers: readonly SignInProvider[] }) {
  const user = useUser();
  const factors = useFactors();
  if (identities.length === 0) {
    return (
      <EmptyState title="Nothing is connected" mark={<Link2 />} className="py-8">
        You sign in with your password or a passkey.
      </EmptyState>
    );
  }
  const ways = { user, passkeys: factors.data?.passkeys.length ?? 0, providers };
  return (
    <ul aria-label="Connected accounts" className="divide-y rounded-md border bg-surface">
      {identities.map((identity) => (
        <Connection
          key={identity.id}
          identity={identity}
          kind={providers.find(({ slug }) => slug === identity.provider)?.kind ?? null}
          lastWayIn={factors.isSuccess && isLastWayIn(identity, identities, ways)}
        />
      ))}
    </ul>
  );
}

function Others({ providers, any }: { providers: SignInProvider[]; any: boolean }) {
  const connect = useConnect();
  const guard = useLeaveGuard();
  const [leaving, setLeaving] = useState<string | null>(null);
  if (providers.length === 0) {
    return <p className="text-muted">{any ? "Every provider of this KeyNest is connected." : "This KeyNest has no other providers to sign in with."}</p>;
  }
  const go = (slug: string) => {
    setLeaving(slug);
    connect.mutate(slug, {
      onSuccess: (url) => window.location.assign(url),
      onError: (error) => {
        setLeaving(null);
        failed(error);
      },
    });
  };
  return (
    <div className="grid max-w-xs gap-2.5">
      {providers.map((provider) => (
        <Button key={provider.slug} busy={leaving === provider.slug} disabled={leaving !== null} onClick={() => guard.leave(() => go(provider.slug))}>
          <ProviderMark kind={provider.kind} />
          <span className="truncate">Connect {provider.name}</span>
        </Button>
      ))}
      {guard.dialog}
    </div>
  );
}
