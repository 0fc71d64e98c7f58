/** What the owner's pages show of the account, by what happened to it; on another device, perhaps. */
import type { AuditEvent } from "@/lib/api/types";
import { meKey } from "@/lib/query";

type Keys = readonly (readonly unknown[])[];

const SHOWN: readonly (readonly [RegExp, Keys])[] = [
  [/^authentication\.(session|device|sign_in|password)\./, [meKey("sessions")]],
  [/^authentication\.identity\./, [meKey("identities")]],
  // Organizations that ask for a second factor are locked without one.
  [/^authentication\.(second_factor|passkey|recovery_codes?|sign_in|password)\./, [meKey("factors"), meKey("organizations")]],
];

export function staleByOwnEvent({ verb }: Pick<AuditEvent, "verb">): Keys {
  return SHOWN.flatMap(([verbs, keys]) => (verbs.test(verb) ? keys : []));
}

/** Whether the session's own picture of its owner (name, address, factors, rank) is another one now. */
export function changesOwner({ verb }: Pick<AuditEvent, "verb">): boolean {
  return /^authentication\.(profile|email|identity|second_factor|password|operator)\./.test(verb);
}
