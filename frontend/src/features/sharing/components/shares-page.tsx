/** Secrets under way: what was shared, with whom, and whether it was opened; and a new one. */
"use client";

import { LockKeyhole, Plus, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import type { ShareLink } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useRevokeShare, useShares } from "../api/links";

const NewShare = dynamic(() => import("./new-share").then((module) => module.NewShare), { ssr: false });

const STATES: Record<ShareLink["state"], { label: string; tone: "ok" | "plain" | "accent" | "warn" }> = {
  open: { label: "waiting", tone: "accent" },
  opened: { label: "opened", tone: "ok" },
  expired: { label: "expired", tone: "plain" },
  revoked: { label: "taken back", tone: "warn" },
};

export function SharesPage() {
  const organization = useOrganization();
  const shares = useShares(organization.id);
  const [making, setMaking] = useState(false);
  const [taking, setTaking] = useState<ShareLink | null>(null);
  const list = shares.data?.pages.flatMap((page) => page.results) ?? [];
  const make = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden /> Share a secret
    </Button>
  );
  return (
    <Page title="Share links" lead="Secrets handed over by a link that opens a few times and is gone. KeyNest keeps none of them afterwards." actions={make}>
      <QueryView query={shares}>
        {() =>
          list.length === 0 ? (
            <EmptyState title="Nothing shared yet" mark={<LockKeyhole />} action={make}>
              Instead of a mail or a chat message that stays for ever: a link that opens once.
            </EmptyState>
          ) : (
            <Shares list={list} onTake={setTaking} />
          )
        }
      </QueryView>
      {shares.hasNextPage ? (
        <Button className="justify-self-center" busy={shares.isFetchingNextPage} onClick={() => void shares.fetchNextPage()}>
          Older
        </Button>
      ) : null}
      {making ? <NewShare onClose={() => setMaking(false)} /> : null}
      {taking ? <TakeBack link={taking} onClose={() => setTaking(null)} /> : null}
    </Page>
  );
}

function Shares({ list, onTake }: { list: ShareLink[]; onTake: (link: ShareLink) => void }) {
  return (
    <Table label="Share links">
      <thead>
        <tr>
          <Th>What</Th>
          <Th>For</Th>
          <Th>By</Th>
          <Th>Opened</Th>
          <Th>Ends</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {list.map((link) => (
          <Tr key={link.id}>
            <Td>
              <span className="mr-2 [overflow-wrap:anywhere]">{link.label || "No name"}</span>
              <Badge tone={STATES[link.state].tone}>{STATES[link.state].label}</Badge>
            </Td>
            <Td className="text-muted">{link.audience === "members" ? "members" : "whoever has the link"}</Td>
            <Td className="text-muted [overflow-wrap:anywhere]">{link.created_by ? link.created_by.full_name || link.created_by.email : "somebody who left"}</Td>
            <Td className="whitespace-nowrap text-muted">
              {link.opened} of {link.views}
            </Td>
            <Td className="whitespace-nowrap text-muted">
              <Ago at={link.ended_at ?? link.expires_at} />
            </Td>
            <Td className="text-right">
              {link.state === "open" ? (
                <Button variant="quiet" size="sm" aria-label={`Take back ${link.label || "the link without a name"}`} onClick={() => onTake(link)}>
                  <Undo2 aria-hidden /> Take back
                </Button>
              ) : null}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function TakeBack({ link, onClose }: { link: ShareLink; onClose: () => void }) {
  const revoke = useRevokeShare(link.organization);
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Take this link back?"
      action="Take back"
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate(link.id, { onSuccess: () => done("The link opens nothing any more."), onError: failed, onSettled: onClose })}
    >
      <p>From now on there is nothing behind it. What was opened before can&apos;t be taken back.</p>
    </Confirm>
  );
}
