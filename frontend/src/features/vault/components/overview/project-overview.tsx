/** A project at a glance: names down, environments across; set, missing, empty, same or different. Never a value. */
"use client";

import { FolderKey, GitCompareArrows, Settings } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useSearchState } from "@/hooks/use-search-state";
import { useSearchText } from "@/hooks/use-search-text";
import type { Environment } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";

import { useMatrix } from "../../api/matrix";
import { isUneven, toMatrix } from "../../comparison";
import { MatrixTable } from "./matrix-table";

const MAX_COLUMNS = 6;

/** Everything is measured by production where there is one, else by the last environment. */
function baseOf(environments: Environment[]): Environment | undefined {
  return environments.find((one) => one.protected) ?? environments.find((one) => one.slug === "production") ?? environments.at(-1);
}

export function ProjectOverview() {
  const organization = useOrganization();
  const project = useProject();
  const actions = (
    <>
      <Button asChild>
        <Link href={paths.compare(organization.slug, project.slug)}>
          <GitCompareArrows aria-hidden /> Compare
        </Link>
      </Button>
      <Button asChild>
        <Link href={paths.projectSettings(organization.slug, project.slug)}>
          <Settings aria-hidden /> Settings
        </Link>
      </Button>
    </>
  );
  return (
    <Page wide title={project.name} lead={project.description || "What is set where. Open an environment to change it."} actions={actions}>
      {project.environments.length === 0 ? (
        <EmptyState title="No environments" mark={<FolderKey />}>
          Add one in the settings of this project.
        </EmptyState>
      ) : (
        <Matrix environments={project.environments} />
      )}
    </Page>
  );
}

function Matrix({ environments }: { environments: Environment[] }) {
  const organization = useOrganization();
  const project = useProject();
  const [search, setSearch] = useSearchState();
  const hidden = useMemo(() => new Set((search.get("hide") ?? "").split(",")), [search]);
  const shown = environments.filter((one) => !hidden.has(one.slug)).slice(0, MAX_COLUMNS);
  const base = baseOf(shown) ?? shown[0];
  const matrix = useMatrix(organization.id, shown, base);
  const [text, setText] = useSearchText("q");
  const uneven = search.get("only") === "differences";
  const first = environments[0];
  const toggle = (slug: string) => {
    const next = new Set([...hidden].filter(Boolean));
    if (!next.delete(slug)) next.add(slug);
    setSearch({ hide: [...next].join(",") });
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Input
          type="search"
          data-search
          aria-label="Search names"
          placeholder="Search names"
          className="max-w-xs"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <label className="flex min-h-8 items-center gap-2 text-sm">
          <input type="checkbox" className="size-4 accent-(--accent)" checked={uneven} onChange={() => setSearch({ only: uneven ? null : "differences" })} />
          Only differences
        </label>
        {environments.length > MAX_COLUMNS ? (
          <fieldset className="flex flex-wrap gap-3 text-sm">
            <legend className="sr-only">Columns</legend>
            {environments.map((one) => (
              <label key={one.id} className="flex items-center gap-1.5">
                <input type="checkbox" className="size-4 accent-(--accent)" checked={shown.includes(one)} onChange={() => toggle(one.slug)} />
                {one.name}
              </label>
            ))}
          </fieldset>
        ) : null}
      </div>
      <QueryView query={matrix}>
        {(columns) => {
          const rows = toMatrix(columns).filter((row) => row.name.toLowerCase().includes(text.toLowerCase()) && (!uneven || isUneven(row)));
          if (rows.length > 0) return <MatrixTable rows={rows} environments={shown} base={base?.id ?? ""} />;
          const untouched = columns.every((column) => column.names.size === 0);
          return untouched && first ? (
            <EmptyState
              title="No variables yet"
              mark={<FolderKey />}
              action={
                <Button asChild variant="primary">
                  <Link href={paths.env(organization.slug, project.slug, first.slug)}>Start with {first.name}</Link>
                </Button>
              }
            >
              Paste a .env file into an environment; this page then shows where each name is set.
            </EmptyState>
          ) : (
            <EmptyState title={uneven ? "No differences" : "Nothing matches"} />
          );
        }}
      </QueryView>
    </>
  );
}
