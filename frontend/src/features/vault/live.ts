/** Lists, histories and comparisons of the environment that an event is about; of all of them when it does not say. */
import type { AuditEvent } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return /^vault\.(environment|variables?)\./.test(verb) ? [orgKey(organization, "vault")] : [];
}
