import { useQueries } from "@tanstack/react-query";

import type { Environment } from "@/lib/api/types";

import type { Column } from "../comparison";
import { comparisonOptions } from "./compare";
import { variablesOptions } from "./list-variables";

/** The columns of a project's overview: names of each environment, and equality with the base. */
export function useMatrix(organization: string, environments: Environment[], base: Environment | undefined) {
  const lists = useQueries({ queries: environments.map(({ id }) => variablesOptions(organization, id)) });
  const others = environments.filter(({ id }) => id !== base?.id);
  const comparisons = useQueries({ queries: others.map(({ id }) => comparisonOptions(organization, id, base?.id ?? "")) });
  const all = [...lists, ...comparisons];
  const ready = all.every((query) => query.data !== undefined);
  return {
    error: all.find((query) => query.error)?.error ?? null,
    refetch: () => Promise.all(all.filter((query) => query.error).map((query) => query.refetch())),
    data: ready ? columns() : undefined,
  };

  function columns(): Column[] {
    return environments.map(({ id }, index) => {
      const names = new Map((lists[index]?.data?.results ?? []).map(({ name, version, length }) => [name, { version, length }]));
      const compared = comparisons[others.findIndex((one) => one.id === id)]?.data;
      return { names, same: compared ? new Map(compared.rows.map(({ name, same }) => [name, same])) : null };
    });
  }
}
