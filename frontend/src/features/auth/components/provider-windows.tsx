/** Signing in by a provider without leaving the page: in a window, which tells this one over the session's channel. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ProviderMark } from "@/components/ui/provider-mark";
import type { Identity, SignInProvider } from "@/lib/api/types";
import { paths, providerPath } from "@/lib/routes";

import { useConfig } from "../api/get-config";

const SHAPE = "popup,width=520,height=720";

export function ProviderWindows({ identities }: { identities: readonly Identity[] }) {
  const { data: config } = useConfig();
  const [blocked, setBlocked] = useState(false);
  const own = config?.providers.filter(({ slug }) => identities.some(({ provider }) => provider === slug)) ?? [];
  // The callback closes a window that was to come back to the callback itself.
  const open = ({ slug }: SignInProvider) => setBlocked(!window.open(providerPath(slug, paths.oauthCallback), "_blank", SHAPE));
  return (
    <>
      {own.map((provider) => (
        <Button key={provider.slug} onClick={() => open(provider)}>
          <ProviderMark kind={provider.kind} />
          <span className="truncate">Continue with {provider.name}</span>
        </Button>
      ))}
      {blocked ? <Notice tone="warn">Your browser blocked the window. Allow pop-ups for this page, then try again.</Notice> : null}
    </>
  );
}
