/** The change sets of an environment, newest first. */
"use client";

import { History } from "lucide-react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/time";
import { useRoute } from "@/hooks/use-route";
import type { ChangeSet } from "@/lib/api/types";
import { environmentBySlug, useOrganization, useProject } from "@/lib/scope";

import { useTimeline } from "../../api/history";
import { EnvironmentFrame } from "../table/environment-frame";

export function TimelinePage() {
  const project = useProject();
  const organization = useOrganization();
  const environment = environmentBySlug(project, useRoute().env);
  const timeline = useTimeline(organization.id, environment?.id ?? "");
  if (!environment) return null;
  const sets = timeline.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <EnvironmentFrame environment={environment} page="timeline">
      <QueryView query={timeline}>
        {() =>
          sets.length === 0 ? (
            <EmptyState title="Nothing has happened yet" mark={<History />}>
              Each saved change set appears here, with its author and message.
            </EmptyState>
          ) : (
            <ol className="relative grid gap-5 border-l pl-6">
              {sets.map((set) => (
                <Entry key={set.revision} set={set} />
              ))}
            </ol>
          )
        }
      </QueryView>
      {timeline.hasNextPage ? (
        <Button className="justify-self-start" busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </EnvironmentFrame>
  );
}

const GROUPS = [
  ["added", "added", "ok"],
  ["changed", "changed", "info"],
  ["removed", "deleted", "danger"],
] as const;

function Entry({ set }: { set: ChangeSet }) {
  const author = set.author?.full_name || set.author?.email || "System";
  return (
    <li className="relative grid gap-1.5">
      <span aria-hidden className="absolute top-1.5 -left-[1.78rem] size-2 rounded-full border-2 border-paper bg-accent ring-1 ring-line-strong" />
      <div className="flex flex-wrap items-center gap-2">
        <Avatar name={author} url={set.author?.avatar_url} className="size-5" />
        <span className="font-medium">{author}</span>
        <span className="text-sm text-muted">
          {set.source} · <Ago at={set.created_at} />
        </span>
        <span className="font-mono text-xs text-muted">r{set.revision}</span>
      </div>
      {set.message ? <p>{set.message}</p> : null}
      {GROUPS.map(([key, label, tone]) =>
        set[key].length === 0 ? null : (
          <div key={key} className="flex flex-wrap items-baseline gap-2">
            <Badge tone={tone}>
              {set[key].length} {label}
            </Badge>
            <Names names={set[key]} />
          </div>
        ),
      )}
    </li>
  );
}

const SHOWN = 8;

function Names({ names }: { names: string[] }) {
  if (names.length <= SHOWN) return <span className="font-mono text-xs [overflow-wrap:anywhere]">{names.join("  ")}</span>;
  return (
    <details className="min-w-0 flex-1 text-xs">
      <summary className="cursor-pointer font-mono [overflow-wrap:anywhere]">
        {names.slice(0, SHOWN).join("  ")} … and {names.length - SHOWN} more
      </summary>
      <p className="mt-1 font-mono [overflow-wrap:anywhere]">{names.slice(SHOWN).join("  ")}</p>
    </details>
  );
}
