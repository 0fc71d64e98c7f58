/** Seals a secret, and says what the message says in its place. The value is kept by nobody on the way. */
"use client";

import { useState } from "react";

import { type NewSecret, useChatParts } from "./parts";

export function useSeal() {
  const { seal } = useChatParts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = (secret: NewSecret, onSealed: (token: string) => void) => {
    setBusy(true);
    setError(null);
    seal(secret).then(onSealed, setError).finally(() => setBusy(false));
  };
  return { busy, error, run };
}
