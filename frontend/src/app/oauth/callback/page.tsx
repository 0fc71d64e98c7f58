import type { Metadata } from "next";

import { passkeys } from "@/app/_passkeys/parts";
import { OauthCallback } from "@/features/auth/components/oauth-callback";

export const metadata: Metadata = { title: "Signing in · KeyNest" };

export default function Page() {
  return <OauthCallback passkeys={passkeys} />;
}
