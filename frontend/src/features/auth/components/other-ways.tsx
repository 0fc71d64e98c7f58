/** What stands below a form with a password: every other way in. */
import type { ReactNode } from "react";

import { useConfig } from "../api/get-config";
import { ProviderButtons } from "./provider-buttons";

interface OtherWaysProps {
  next: string;
  passkey?: ReactNode;
  /** Just before the browser leaves for a provider. */
  onLeave?: () => void;
}

export function OtherWays({ next, passkey, onLeave }: OtherWaysProps) {
  const { data: config } = useConfig();
  if (!passkey && !config?.providers.length) return null;
  return (
    <div className="grid gap-2.5" role="group" aria-label="Other ways to sign in">
      <Or />
      {passkey}
      <ProviderButtons next={next} onLeave={onLeave} />
    </div>
  );
}

export function Or() {
  return <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">or</p>;
}
