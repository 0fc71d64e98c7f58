/** Passkeys, for the pages of the account: proving by one that it is oneself, and the list of them. */
"use client";

import dynamic from "next/dynamic";

import type { PasskeyListPart, PresencePart } from "@/features/account/passkey-slots";

const PasskeyPresence = dynamic(() => import("@/features/passkeys/components/proof").then((module) => module.PasskeyPresence), { ssr: false });
const PasskeyList = dynamic(() => import("@/features/passkeys/components/passkey-list").then((module) => module.PasskeyList), { ssr: false });

export const passkeyPresence: PresencePart | null = (part) => <PasskeyPresence {...part} />;
export const passkeyList: PasskeyListPart | null = (part) => <PasskeyList {...part} />;
