/** Every event is a row of the audit log. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent(_event: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return [orgKey(organization, "audit")];
}
