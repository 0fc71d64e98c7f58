/** People, their roles and the invitations under way. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return /^(tenancy|invitations)\./.test(verb) ? [orgKey(organization, "members"), orgKey(organization, "invitations")] : [];
}
