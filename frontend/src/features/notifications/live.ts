/** What makes the inbox and its count stale, what is told by itself in an organization, and what one chose oneself. */
import type { AuditEvent } from "@/lib/api/types";
import { meKey, orgKey } from "@/lib/query";

type Keys = readonly (readonly unknown[])[];

/** One came, or some were read elsewhere. */
export const staleByNotification = (): Keys => [meKey("notifications")];

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): Keys {
  return verb === "notifications.defaults.changed" ? [orgKey(organization, "notification-defaults"), meKey("notification-preferences")] : [];
}

export function staleByOwnEvent({ verb }: Pick<AuditEvent, "verb">): Keys {
  return verb.startsWith("notifications.") ? [meKey("notification-preferences")] : [];
}
