/** A secret that a colleague has shared with the members of an organization. */
"use client";

import { LockKeyholeOpen } from "lucide-react";
import Link from "next/link";

import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useItem } from "@/hooks/use-route";
import { explain, isProblem } from "@/lib/api/problem";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { openAsMember } from "../api/links";
import { useOpening } from "../use-opening";
import { OpenedSecret } from "./opened-secret";

export function SharedPage() {
  const id = useItem();
  return id ? <Shared key={id} id={id} /> : null;
}

function Shared({ id }: { id: string }) {
  const organization = useOrganization();
  const { opened, error, busy, open } = useOpening(() => openAsMember(id));
  const back = (
    <Button asChild>
      <Link href={paths.chat(organization.slug)}>Back to chat</Link>
    </Button>
  );
  if (isProblem(error, "not_found", "invalid")) {
    return (
      <Page title="A shared secret">
        <EmptyState title="There is nothing behind this link" action={back}>
          It was opened before, its time is over, or it was taken back. If nobody in {organization.name} has opened it, that secret should be changed.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={opened?.label || "A shared secret"} lead={opened ? null : `For members of ${organization.name}.`}>
      {error ? <Notice tone="danger">{explain(error)}</Notice> : null}
      {opened ? (
        <div className="grid max-w-2xl gap-4">
          <OpenedSecret opened={opened} />
          <div>{back}</div>
        </div>
      ) : (
        <div className="grid max-w-prose justify-items-start gap-4">
          <p>Opening it counts: a link that opens once shows its secret to you and to nobody after you. Who sent it is told that it was opened.</p>
          <Button variant="primary" busy={busy} onClick={open}>
            <LockKeyholeOpen aria-hidden /> Open it
          </Button>
        </div>
      )}
    </Page>
  );
}
