/** Projects carry their environments, their counts and revisions: anything in the vault touches them. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return /^vault\.(project|environment|variables?)\./.test(verb) ? [orgKey(organization, "projects")] : [];
}
