/** A notification frame makes the inbox and its count stale; another default of an organization, what holds by itself. */
import type { AuditEvent } from "@/lib/api/types";
import { meKey, orgKey } from "@/lib/query";

export const staleByNotification = (): readonly (readonly unknown[])[] => [meKey("notifications")];

export function staleByEvent({ verb }: Pick<AuditEvent, "verb">, organization: string): readonly (readonly unknown[])[] {
  return verb === "notifications.defaults.changed" ? [orgKey(organization, "notification-defaults"), meKey("notification-preferences")] : [];
}
