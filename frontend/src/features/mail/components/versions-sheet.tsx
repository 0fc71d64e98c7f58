/** Every version of a letter, newest first; an old one can be read, and brought back as a new one. */
"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Sheet } from "@/components/ui/dialog";
import { Ago } from "@/components/ui/time";
import type { MailLetter, MailVersion } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useChangeLetter, useVersions } from "../api/letters";
import { nameOf } from "../letter";
import type { Draft } from "../use-draft";

interface VersionsProps {
  letter: MailLetter;
  draft: Draft;
  onClose: () => void;
}

export function VersionsSheet({ letter, draft, onClose }: VersionsProps) {
  const organization = useOrganization();
  const versions = useVersions(organization.id, letter.name);
  const [asking, setAsking] = useState<MailVersion | null>(null);
  const list = versions.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Sheet open onOpenChange={onClose} title={letter.label} description="History, newest first">
      <QueryView query={versions}>
        {() =>
          list.length === 0 ? (
            <EmptyState title="Never changed">It has said it in KeyNest&apos;s words from the beginning.</EmptyState>
          ) : (
            <ol aria-label="Versions" className="grid gap-3">
              {list.map((version) => (
                <Entry key={version.version} letter={letter} version={version} onRestore={() => setAsking(version)} />
              ))}
            </ol>
          )
        }
      </QueryView>
      {versions.hasNextPage ? (
        <Button className="mt-4" busy={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          Older
        </Button>
      ) : null}
      {asking ? <Restore letter={letter} draft={draft} version={asking.version} onClose={() => setAsking(null)} /> : null}
    </Sheet>
  );
}

function Entry({ letter, version, onRestore }: { letter: MailLetter; version: MailVersion; onRestore: () => void }) {
  const { version: number, texts, created_by, created_at } = version;
  const current = number === letter.version;
  return (
    <li className="grid gap-2 rounded-md border p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={current ? "accent" : "plain"}>v{number}</Badge>
        {current ? <span className="sr-only">the current one</span> : null}
        <span className="min-w-0 flex-1 truncate text-sm">{nameOf(created_by)}</span>
        <Ago at={created_at} className="text-xs text-muted" />
      </div>
      {texts ? (
        <details className="text-sm">
          <summary className="cursor-pointer rounded-sm text-muted hover:text-ink">Read it</summary>
          <dl className="mt-2 grid gap-2">
            {letter.blocks.map(({ name, label, original }) => (
              <div key={name}>
                <dt className="text-xs text-muted">{label}</dt>
                <dd className="font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">{texts[name] ?? original}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : (
        <p className="text-sm text-muted">KeyNest&apos;s own words</p>
      )}
      {current ? null : (
        <Button size="sm" className="justify-self-start" aria-label={`Bring back version ${number}`} onClick={onRestore}>
          <RotateCcw aria-hidden /> Bring back
        </Button>
      )}
    </li>
  );
}

function Restore({ letter, draft, version, onClose }: VersionsProps & { version: number }) {
  const organization = useOrganization();
  const change = useChangeLetter(organization.id, letter.name);
  const restore = () =>
    change
      .mutateAsync({ restore: version })
      .then((now) => {
        draft.drop();
        done(`As in version ${version} again, as version ${now.version}.`);
      })
      .catch(failed)
      .finally(onClose);
  return (
    <Confirm open onOpenChange={onClose} tone="primary" title={`Bring back version ${version}?`} action="Bring back" busy={change.isPending} onConfirm={() => void restore()}>
      <p>It becomes the newest version at once. Those between stay in the history.</p>
      {draft.changed.length > 0 ? <p>What you haven&apos;t saved is dropped.</p> : null}
    </Confirm>
  );
}
