/** Where passkeys fit into the account. They are a feature of their own: the app layer hands these parts in. */
import type { ReactNode } from "react";

import type { FactorAdded, Passkey } from "@/lib/api/types";

/** Proves by a passkey that it is oneself. */
export type PresencePart = (part: { onDone: () => void }) => ReactNode;

/** Lists, adds and removes passkeys; the page around it shows new recovery codes and takes up the new tokens. */
export type PasskeyListPart = (part: { passkeys: readonly Passkey[]; onChanged: (outcome: Partial<FactorAdded>) => void }) => ReactNode;
