/** Two environments side by side: what is missing, what differs, without showing a value. */
"use client";

import { ArrowLeftRight, ArrowRight } from "lucide-react";
import Link from "next/link";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/input";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useSearchState } from "@/hooks/use-search-state";
import type { Comparison, Environment } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { environmentBySlug, useOrganization, useProject } from "@/lib/scope";
import { plural, size } from "@/lib/text";

import { useComparison } from "../../api/compare";
import { onlyDifferent, verdictOf, VERDICTS } from "../../comparison";
import { useStageCopy } from "./use-stage-copy";

export function ComparePage() {
  const organization = useOrganization();
  const project = useProject();
  const [search, setSearch] = useSearchState();
  const [first, second] = project.environments;
  const left = environmentBySlug(project, search.get("left") ?? "") ?? first;
  const right = environmentBySlug(project, search.get("right") ?? "") ?? second;
  const all = search.get("show") === "all";
  const comparison = useComparison(organization.id, left?.id, right?.id);
  if (!left || !right || left.id === right.id) {
    return (
      <Page wide title={`Compare · ${project.name}`}>
        <EmptyState title="Choose two environments">A comparison needs two different environments of this project.</EmptyState>
      </Page>
    );
  }
  const sides = (["left", "right"] as const).map((side) => (
    <Select
      key={side}
      aria-label={side === "left" ? "Left environment" : "Right environment"}
      value={(side === "left" ? left : right).slug}
      onChange={(event) => setSearch({ left: left.slug, right: right.slug, [side]: event.target.value })}
    >
      {project.environments.map((one) => (
        <option key={one.id} value={one.slug} disabled={one.id === (side === "left" ? right : left).id}>
          {one.name}
        </option>
      ))}
    </Select>
  ));
  return (
    <Page wide title={`Compare · ${project.name}`} heading="Compare environments" lead="Equality is judged on the server; no value is shown.">
      <div className="flex flex-wrap items-center gap-2">
        {sides[0]}
        <Button size="icon" aria-label="Swap sides" onClick={() => setSearch({ left: right.slug, right: left.slug })}>
          <ArrowLeftRight aria-hidden />
        </Button>
        {sides[1]}
        <label className="ml-auto flex min-h-8 items-center gap-2 text-sm">
          <input type="checkbox" checked={!all} onChange={() => setSearch({ show: all ? null : "all" })} className="size-4 accent-(--accent)" />
          Only differences
        </label>
      </div>
      <QueryView query={comparison}>{(data) => <Rows comparison={data} all={all} left={left} right={right} />}</QueryView>
    </Page>
  );
}

function Rows({ comparison, all, left, right }: { comparison: Comparison; all: boolean; left: Environment; right: Environment }) {
  const organization = useOrganization();
  const project = useProject();
  const stage = useStageCopy();
  const rows = all ? comparison.rows : onlyDifferent(comparison.rows);
  if (rows.length === 0) return <EmptyState title={`${left.name} and ${right.name} hold the same`}>{plural(comparison.rows.length, "variable")} compared.</EmptyState>;
  const mayCopy = can(organization, "variable:write") && can(organization, "variable:read");
  return (
    <Table label="Comparison">
      <thead>
        <tr>
          <Th>Name</Th>
          {[left, right].map((one) => (
            <Th key={one.id}>
              <Link href={paths.env(organization.slug, project.slug, one.slug)} className="hover:underline">
                {one.name}
              </Link>
            </Th>
          ))}
          <Th>Verdict</Th>
          <Th>
            <span className="sr-only">Copy</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const verdict = verdictOf(row);
          return (
            <Tr key={row.name}>
              <Td className="font-mono [overflow-wrap:anywhere]">{row.name}</Td>
              {[row.left, row.right].map((side, index) => (
                <Td key={index} className="text-muted">
                  {side ? `v${side.version} · ${size(side.length)}` : "—"}
                </Td>
              ))}
              <Td>
                <Badge tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].label}</Badge>
              </Td>
              <Td className="whitespace-nowrap text-right">
                {mayCopy && verdict !== "same" && row.left ? (
                  <Button size="sm" variant="ghost" aria-label={`Stage ${row.name} of ${left.name} for ${right.name}`} onClick={() => void stage(row.name, left, right)}>
                    to {right.name} <ArrowRight aria-hidden />
                  </Button>
                ) : null}
                {mayCopy && verdict !== "same" && row.right ? (
                  <Button size="sm" variant="ghost" aria-label={`Stage ${row.name} of ${right.name} for ${left.name}`} onClick={() => void stage(row.name, right, left)}>
                    to {left.name} <ArrowRight aria-hidden />
                  </Button>
                ) : null}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
