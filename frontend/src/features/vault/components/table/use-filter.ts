/** The search line of the table, kept in the address. */
"use client";

import { useMemo } from "react";

import { useSearchState } from "@/hooks/use-search-state";
import type { Environment } from "@/lib/api/types";
import { environmentBySlug, useOrganization, useProject } from "@/lib/scope";

import { useComparisonNames } from "../../api/other-names";
import type { Row } from "../../drafts/changes";
import { matchesSearch, parseSearch } from "../../search/query";

export function useFilter(rows: readonly Row[], environment: Environment, me: string) {
  const [search, setSearch] = useSearchState();
  // The address follows the keys after a moment: the rows are not drawn anew at every one of them.
  const text = search.get("q") ?? "";
  const organization = useOrganization();
  const project = useProject();
  const query = useMemo(() => parseSearch(text), [text]);
  const other = query.missing ? environmentBySlug(project, query.missing) : undefined;
  const otherNames = useComparisonNames(organization.id, other && other.id !== environment.id ? other.id : undefined);
  const visible = useMemo(
    () =>
      rows.filter((row) =>
        // A row without a name yet is being typed: it must not vanish under the hands.
        row.draft?.base === null && !row.name
          ? true
          : matchesSearch(
              query,
              {
                name: row.name,
                note: row.draft?.note ?? row.variable?.note ?? "",
                kind: row.draft?.kind ?? row.variable?.kind ?? null,
                variable: row.variable,
                unsaved: row.state !== null,
              },
              { me, otherNames },
            ),
      ),
    [rows, query, me, otherNames],
  );
  return { text, clear: () => setSearch({ q: null }), query, visible };
}
