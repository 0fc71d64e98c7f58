/** Ways to sign in, set up by the same operator elsewhere. */
import { configKey } from "@/hooks/use-config";
import type { AuditEvent } from "@/lib/api/types";

export function staleByOwnEvent({ verb }: Pick<AuditEvent, "verb">): readonly (readonly unknown[])[] {
  return verb.startsWith("authentication.provider.") ? [["instance", "providers"], configKey] : [];
}
