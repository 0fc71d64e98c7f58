/** Passkeys, for the pages that sign in: fetched when they are shown, so that no page waits for them. */
"use client";

import dynamic from "next/dynamic";

import type { PasskeyParts } from "@/features/auth/passkey-parts";

const PasskeySignInButton = dynamic(() =>
  import("@/features/passkeys/components/sign-in-button").then((module) => module.PasskeySignInButton),
);
const PasskeySecondStep = dynamic(() => import("@/features/passkeys/components/proof").then((module) => module.PasskeySecondStep), { ssr: false });

export const passkeys: PasskeyParts = {
  signIn: <PasskeySignInButton />,
  secondStep: (part) => <PasskeySecondStep {...part} />,
};
