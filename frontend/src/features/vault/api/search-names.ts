import { useQueries } from "@tanstack/react-query";

import type { Environment, Project, VariableListing } from "@/lib/api/types";

import { variablesOptions } from "./list-variables";

export interface FoundName {
  id: string;
  name: string;
  project: Project;
  environment: Environment;
}

const MAX_ENVIRONMENTS = 30;
const MAX_FOUND = 12;

/** Finds variables by name over the projects of an organization; names only, from the lists the pages use too. */
export function useNameSearch(organization: string | undefined, projects: Project[] | undefined, text: string): FoundName[] {
  const on = Boolean(organization) && text.length >= 2;
  const places = on
    ? (projects ?? [])
        .flatMap((project) => project.environments.map((environment) => ({ project, environment })))
        .slice(0, MAX_ENVIRONMENTS)
    : [];
  const answers = useQueries({
    queries: places.map(({ environment }) => ({ ...variablesOptions(organization ?? "", environment.id), staleTime: 60_000 })),
  });
  return matching(places, answers.map((answer) => answer.data), text);
}

export function matching(
  places: readonly { project: Project; environment: Environment }[],
  listings: readonly (VariableListing | undefined)[],
  text: string,
): FoundName[] {
  const wanted = text.toLowerCase();
  return places
    .flatMap((place, index) =>
      (listings[index]?.results ?? [])
        .filter((variable) => variable.name.toLowerCase().includes(wanted))
        .map((variable) => ({ ...place, id: variable.id, name: variable.name })),
    )
    .slice(0, MAX_FOUND);
}
