/** For operators: by which providers people sign in to this KeyNest. */
"use client";

import { Fingerprint, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState, NotFoundState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { useUser } from "@/hooks/use-session";
import type { Provider } from "@/lib/api/types";

import { useProviders } from "../api/providers";
import { ProviderCard } from "./provider-card";

const ProviderSheet = dynamic(() => import("./provider-sheet").then((module) => module.ProviderSheet), { ssr: false });

export function SignInPage() {
  const { is_operator } = useUser();
  if (is_operator) return <Providers />;
  return (
    <div className="p-6">
      <NotFoundState />
    </div>
  );
}

function Providers() {
  const providers = useProviders();
  const [editing, setEditing] = useState<Provider | "new" | null>(null);
  const add = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden /> Add a provider
    </Button>
  );
  return (
    <Page title="Sign-in" lead="By what people get into this KeyNest, besides passwords and passkeys. Only operators see this page." actions={add}>
      <QueryView query={providers}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="No providers yet" mark={<Fingerprint />} action={add}>
              Let people sign in with GitHub, Google, or your company&apos;s own sign-in.
            </EmptyState>
          ) : (
            <ul aria-label="Providers" className="grid gap-4">
              {list.map((provider) => (
                <ProviderCard key={provider.slug} provider={provider} onEdit={() => setEditing(provider)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing ? <ProviderSheet provider={editing === "new" ? null : editing} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}
