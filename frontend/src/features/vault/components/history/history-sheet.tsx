/** Every version of one variable, newest first; an old one can be looked at and brought back as a new version. */
"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Sheet } from "@/components/ui/dialog";
import { Ago } from "@/components/ui/time";
import type { Variable, Version } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useRestoreVariable, useVersions } from "../../api/history";
import { revealVersion } from "../../api/reveal";
import { Peek } from "../review/peek";

interface HistoryProps {
  variable: Variable;
  mayWrite: boolean;
  onClose: () => void;
}

const SOURCES: Record<Version["source"], string> = { web: "in the web app", api: "by the API", import: "by import", rollback: "by rollback" };

export function HistorySheet({ variable, mayWrite, onClose }: HistoryProps) {
  const organization = useOrganization();
  const versions = useVersions(organization.id, variable);
  const restore = useRestoreVariable(organization.id);
  const [asking, setAsking] = useState<Version | null>(null);
  const list = versions.data?.pages.flatMap((page) => page.results) ?? [];
  const newest = list[0]?.number;
  const back = (version: Version) =>
    restore.mutate(
      { id: variable.id, version: version.number },
      {
        onSuccess: (now) => {
          setAsking(null);
          done(`${variable.name} is as in version ${version.number} again, as version ${now.version}.`);
        },
        onError: failed,
      },
    );
  return (
    <Sheet open onOpenChange={onClose} title={<span className="font-mono">{variable.name}</span>} description="History, newest first">
      <QueryView query={versions}>
        {() => (
          <ol className="grid gap-3">
            {list.map((version) => (
              <li key={version.number} className="grid gap-1.5 rounded-md border p-3">
                <div className="flex flex-wrap items-center gap-2">
                  <Badge tone={version.number === newest ? "accent" : "plain"}>v{version.number}</Badge>
                  {version.deleted ? <Badge tone="danger">deleted</Badge> : null}
                  <span className="min-w-0 flex-1 truncate text-sm">{version.author?.full_name || version.author?.email || "System"}</span>
                  <Ago at={version.created_at} className="text-xs text-muted" />
                </div>
                <p className="text-xs text-muted">
                  {SOURCES[version.source] ?? version.source}, revision {version.revision}
                  {version.name === variable.name ? null : (
                    <>
                      {" "}
                      · as <code className="font-mono">{version.name}</code>
                    </>
                  )}
                  {version.note ? ` · ${version.note}` : null}
                </p>
                {version.deleted || version.kind === "write_only" ? null : (
                  <Peek what={`version ${version.number}`} load={() => revealVersion(variable.id, version.number)} />
                )}
                {mayWrite && version.number !== newest && !version.deleted ? (
                  <Button size="sm" className="justify-self-start" aria-label={`Bring back version ${version.number}`} onClick={() => setAsking(version)}>
                    <RotateCcw aria-hidden /> Bring back
                  </Button>
                ) : null}
              </li>
            ))}
          </ol>
        )}
      </QueryView>
      {versions.hasNextPage ? (
        <Button className="mt-4" busy={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          Older
        </Button>
      ) : null}
      <Confirm
        open={asking !== null}
        onOpenChange={() => setAsking(null)}
        tone="primary"
        title={`Bring back version ${asking?.number ?? ""}?`}
        action="Bring back"
        busy={restore.isPending}
        onConfirm={() => asking && back(asking)}
      >
        <p>A new version with that value is saved at once. The versions between stay in the history.</p>
      </Confirm>
    </Sheet>
  );
}
