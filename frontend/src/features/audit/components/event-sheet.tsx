/** One event in full. */
"use client";

import { MessagesSquare } from "lucide-react";
import Link from "next/link";

import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import type { AuditEvent } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { localTime, utcTime } from "@/lib/time";

export function EventSheet({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { slug } = useOrganization();
  const facts: [string, string][] = [
    ["Number", String(event.seq)],
    ["Time", `${localTime(event.at)} (${utcTime(event.at)})`],
    ["Action", event.verb],
    ["Who", `${event.actor.label} (${event.actor.kind})`],
    ["Target", `${event.target.label} (${event.target.kind})`],
    ["Address", event.address ?? "—"],
    ["Agent", event.agent || "—"],
    ["Request", event.request_id],
    ["Hash", event.hash],
  ];
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title="Event"
      description={event.verb}
      footer={
        <Button asChild>
          <Link href={paths.chatAbout(slug, `audit:${event.id}`, `event ${event.seq}`)}>
            <MessagesSquare aria-hidden /> Share in chat
          </Link>
        </Button>
      }
    >
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className="eyebrow mt-5 mb-1 font-normal">Data</h3>
      <pre tabIndex={0} className="overflow-x-auto rounded-md border bg-sunken p-3 font-mono text-xs">
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </Sheet>
  );
}
