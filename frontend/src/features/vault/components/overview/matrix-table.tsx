/** The matrix; each cell leads to the variable in its environment. */
"use client";

import Link from "next/link";

import { EnvironmentDot } from "@/components/ui/badge";
import { Table, Th } from "@/components/ui/table";
import type { Environment } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";

import type { Cell, MatrixRow } from "../../comparison";

const CELLS: Record<Cell, { mark: string; label: string; className: string }> = {
  set: { mark: "●", label: "set", className: "text-ink" },
  same: { mark: "=", label: "same", className: "text-muted" },
  different: { mark: "≠", label: "different", className: "text-warn" },
  empty: { mark: "○", label: "empty", className: "text-warn" },
  missing: { mark: "×", label: "missing", className: "bg-danger-soft/60 text-danger" },
};

interface MatrixTableProps {
  rows: MatrixRow[];
  environments: Environment[];
  base: string;
}

export function MatrixTable({ rows, environments, base }: MatrixTableProps) {
  const { slug: org } = useOrganization();
  const project = useProject();
  return (
    <Table label={`Variables of ${project.name} by environment`}>
      <thead>
        <tr>
          <Th>Name · {rows.length}</Th>
          {environments.map((environment) => (
            <Th key={environment.id} className="min-w-32">
              <Link href={paths.env(org, project.slug, environment.slug)} className="inline-flex items-center gap-1.5 rounded-sm text-ink hover:underline">
                <EnvironmentDot color={environment.color} />
                {environment.name}
              </Link>
              {environment.id === base && environments.length > 1 ? <span className="ml-1.5 normal-case">= measure</span> : null}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} className="border-b last:border-b-0 hover:bg-paper">
            <th scope="row" className="h-9 px-3 text-left font-mono text-sm font-normal [overflow-wrap:anywhere]">
              {row.name}
            </th>
            {environments.map((environment, index) => {
              const cell = CELLS[row.cells[index] ?? "missing"];
              return (
                <td key={environment.id} className="border-l p-0">
                  <Link
                    href={`${paths.env(org, project.slug, environment.slug)}?q=${encodeURIComponent(row.name)}`}
                    prefetch={false}
                    className={cn("flex h-9 items-center gap-2 px-3 text-xs focus-visible:outline-offset-[-2px]", cell.className)}
                  >
                    <span aria-hidden className="w-3 text-center font-mono text-sm">
                      {cell.mark}
                    </span>
                    {cell.label}
                  </Link>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
