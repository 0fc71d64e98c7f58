/** What an organization's mail says, and how it looks. */
"use client";

import { ChevronRight, MailX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState, ForbiddenState } from "@/components/feedback/states";
import { Section } from "@/components/layout/page";
import { Badge } from "@/components/ui/badge";
import { Ago } from "@/components/ui/time";
import type { MailLetter } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useLetters } from "../api/letters";
import { nameOf } from "../letter";
import { useHasDraft } from "../use-draft";

const LookSettings = dynamic(() => import("./look-settings").then((module) => module.LookSettings), { ssr: false });

export function MailSettings() {
  const organization = useOrganization();
  const mayChange = can(organization, "organization:update");
  const letters = useLetters(organization.id, mayChange);
  if (!mayChange) return <ForbiddenState needs="the role admin or owner" />;
  return (
    <QueryView query={letters} needs="the role admin or owner">
      {(list) => (
        <>
          <Section title="Letters" lead="Mails that speak for your organization. What you leave alone keeps KeyNest's words.">
            {list.length === 0 ? (
              <EmptyState title="No letters" mark={<MailX />}>
                There is no mail here whose words can be changed.
              </EmptyState>
            ) : (
              <ul aria-label="Letters" className="divide-y rounded-md border bg-surface">
                {list.map((letter) => (
                  <Letter key={letter.name} letter={letter} />
                ))}
              </ul>
            )}
          </Section>
          <Section title="Look" lead="Colour and logo of these mails. Your organization's name stands beside them.">
            <LookSettings letter={list[0]} />
          </Section>
        </>
      )}
    </QueryView>
  );
}

function Letter({ letter }: { letter: MailLetter }) {
  const { id, slug } = useOrganization();
  const draft = useHasDraft(id, letter.name);
  return (
    <li>
      <Link href={paths.orgLetter(slug, letter.name)} className="flex items-center gap-3 px-4 py-3 hover:bg-paper focus-visible:outline-offset-[-2px]">
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {letter.label}
            {letter.texts ? <Badge tone="accent">own words</Badge> : null}
            {draft ? <Badge tone="warn">unsaved changes</Badge> : null}
          </span>
          <span className="text-sm text-muted">{letter.description}</span>
          {letter.changed_at ? (
            <span className="text-xs text-muted">
              Changed <Ago at={letter.changed_at} /> by {nameOf(letter.changed_by)}
            </span>
          ) : null}
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
      </Link>
    </li>
  );
}
