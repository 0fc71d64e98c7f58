/** A way in for each provider that this instance knows. Links, not forms: the browser goes there and comes back to `next`. */
"use client";

import { Button } from "@/components/ui/button";
import { ProviderMark } from "@/components/ui/provider-mark";
import { providerPath } from "@/lib/routes";

import { useConfig } from "../api/get-config";

interface ProviderButtonsProps {
  next: string;
  /** Just before the browser leaves. */
  onLeave?: () => void;
}

export function ProviderButtons({ next, onLeave }: ProviderButtonsProps) {
  const { data: config } = useConfig();
  return (
    <>
      {config?.providers.map(({ slug, name, kind }) => (
        <Button key={slug} asChild>
          <a href={providerPath(slug, next)} onClick={onLeave}>
            <ProviderMark kind={kind} />
            <span className="truncate">Continue with {name}</span>
          </a>
        </Button>
      ))}
    </>
  );
}
