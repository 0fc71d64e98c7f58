/** Somebody changed the letters, or their look. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return verb.startsWith("branding.") ? [orgKey(organization, "mail")] : [];
}
