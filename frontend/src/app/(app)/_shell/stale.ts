/** Which cached data an event makes stale: each feature says so for its own, here they are put together. */
import { staleByOwnEvent as account } from "@/features/account/live";
import { staleByEvent as audit } from "@/features/audit/live";
import { staleByEvent as chat } from "@/features/chat/live";
import { staleByOwnEvent as instance } from "@/features/instance/live";
import { staleByEvent as mail } from "@/features/mail/live";
import { staleByEvent as members } from "@/features/members/live";
import { staleByEvent as notifications, staleByNotification, staleByOwnEvent as preferences } from "@/features/notifications/live";
import { staleByOwnEvent as operating } from "@/features/operating/live";
import { staleByEvent as organizations } from "@/features/organizations/live";
import { staleByEvent as projects } from "@/features/projects/live";
import { staleByEvent as sharing } from "@/features/sharing/live";
import { staleByEvent as vault } from "@/features/vault/live";
import type { AuditEvent } from "@/lib/api/types";
import type { StreamFrame } from "@/lib/live/frames";

type Key = readonly unknown[];

const OF_ORGANIZATIONS = [organizations, projects, members, mail, notifications, vault, sharing, chat, audit];
const OF_ACCOUNTS = [account, preferences, instance, operating];

export function staleBy(frame: StreamFrame): readonly Key[] {
  const [kind, id = ""] = frame.s.split(":");
  if (kind === "u") return ["notification", "read"].includes(frame.type) ? staleByNotification() : [];
  if (frame.type !== "event") return [];
  const event = frame.data as AuditEvent;
  if (kind === "a") return OF_ACCOUNTS.flatMap((feature) => feature(event));
  return OF_ORGANIZATIONS.flatMap((feature) => feature(event, id));
}
