/** For operators: by which providers people sign in to this KeyNest. */
"use client";

import { Fingerprint, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Lead } from "@/components/layout/lead";
import { Button } from "@/components/ui/button";
import type { Provider } from "@/lib/api/types";

import { useProviders } from "../api/providers";
import { ProviderCard } from "./provider-card";

const ProviderSheet = dynamic(() => import("./provider-sheet").then((module) => module.ProviderSheet), { ssr: false });

export function SignInPage() {
  const providers = useProviders();
  const [editing, setEditing] = useState<Provider | "new" | null>(null);
  const add = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden /> Add a provider
    </Button>
  );
  return (
    <div className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-5">
      <Lead actions={add}>By what people get into this KeyNest, besides passwords and passkeys.</Lead>
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
    </div>
  );
}
