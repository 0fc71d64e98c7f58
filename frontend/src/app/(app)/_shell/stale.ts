/** Which cached data an event makes stale: each feature says so for its own, here they are put together. */
import { staleByEvent as audit } from "@/features/audit/live";
import { staleByEvent as mail } from "@/features/mail/live";
import { staleByEvent as members } from "@/features/members/live";
import { staleByEvent as notifications, staleByNotification } from "@/features/notifications/live";
import { staleByEvent as organizations } from "@/features/organizations/live";
import { staleByEvent as projects } from "@/features/projects/live";
import { staleByEvent as vault } from "@/features/vault/live";
import type { AuditEvent } from "@/lib/api/types";
import type { StreamFrame } from "@/lib/live/frames";

type Key = readonly unknown[];

const FEATURES = [organizations, projects, members, mail, notifications, vault, audit];

export function staleBy(frame: StreamFrame): readonly Key[] {
  if (frame.type === "notification") return staleByNotification();
  if (frame.type !== "event") return [];
  const event = frame.data as AuditEvent;
  const organization = frame.s.slice(2);
  return FEATURES.flatMap((feature) => feature(event, organization));
}
