/** What the same operator did to messages and mailboxes elsewhere. What workers do is no event: those pages ask again. */
import type { AuditEvent } from "@/lib/api/types";

import { key } from "./api/keys";

export function staleByOwnEvent({ verb }: Pick<AuditEvent, "verb">): readonly (readonly unknown[])[] {
  return verb.startsWith("operating.") ? [key()] : [];
}
