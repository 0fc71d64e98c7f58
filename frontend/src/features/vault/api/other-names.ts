import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { variablesOptions } from "./list-variables";

/** The names another environment has; null until they are known. */
export function useComparisonNames(organization: string, environment: string | undefined): ReadonlySet<string> | null {
  const { data } = useQuery({ ...variablesOptions(organization, environment ?? ""), enabled: Boolean(environment) });
  return useMemo(() => (data && environment ? new Set(data.results.map(({ name }) => name)) : null), [data, environment]);
}
