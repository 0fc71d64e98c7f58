/** The question "is it you?" with everything that can answer it; fetched when it is asked. */
"use client";

import { passkeyPresence } from "@/app/_passkeys/account-parts";
import { PresenceDialog } from "@/features/account/components/presence-dialog";

export function Presence() {
  return <PresenceDialog passkey={passkeyPresence} />;
}
