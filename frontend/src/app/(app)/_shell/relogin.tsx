/** Signing in again over the page, by every way there is. */
"use client";

import { passkeys } from "@/app/_passkeys/parts";
import { ReloginDialog } from "@/features/auth/components/relogin-dialog";

export function Relogin() {
  return <ReloginDialog passkeys={passkeys} />;
}
