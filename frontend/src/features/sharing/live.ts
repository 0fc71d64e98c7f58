/** A link was made, opened, taken back or is over. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return verb.startsWith("sharing.link") ? [orgKey(organization, "share-links")] : [];
}
