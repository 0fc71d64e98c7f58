/** Which organization data goes stale by which event. */
import type { AuditEvent } from "@/lib/api/types";
import { meKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">): readonly (readonly unknown[])[] {
  return /^(tenancy|invitations)\./.test(verb) ? [meKey("organizations")] : [];
}
