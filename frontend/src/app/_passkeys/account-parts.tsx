/** Passkeys, for the pages of the account: proving by one that it is oneself, and the list of them. */
"use client";

import type { PasskeyListPart, PresencePart } from "@/features/account/passkey-slots";

export const passkeyPresence: PresencePart | null = null;
export const passkeyList: PasskeyListPart | null = null;
