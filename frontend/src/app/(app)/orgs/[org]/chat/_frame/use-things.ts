/** Variables and environments by name, for links in messages. */
"use client";

import { useMemo } from "react";

import type { Thing } from "@/features/chat/parts";
import { useProjects } from "@/features/projects/api/list-projects";
import { useNameSearch } from "@/features/vault/api/search-names";

const MOST_PLACES = 6;

/** A path narrows: `shop/prod/API` finds what has all three in this order. */
function fits(words: string, query: string): boolean {
  return query.length === 0 || words.toLowerCase().includes(query.toLowerCase());
}

export function useThings(organization: string, query: string | null): readonly Thing[] {
  const { data: projects } = useProjects(query === null ? undefined : organization);
  const name = query?.split("/").at(-1) ?? "";
  const found = useNameSearch(organization, projects, name);
  return useMemo(() => {
    if (query === null) return [];
    const variables = found.map(({ id, name: label, project, environment }) => ({
      ref: `variable:${id}`,
      word: `${project.slug}/${environment.slug}/${label}`,
      label,
      detail: `${project.name} · ${environment.name}`,
    }));
    const environments = (projects ?? []).flatMap((project) =>
      project.environments.map((environment) => ({
        ref: `environment:${environment.id}`,
        word: `${project.slug}/${environment.slug}`,
        label: `${project.slug}/${environment.slug}`,
        detail: "environment",
      })),
    );
    return [...variables, ...environments.slice(0, 50)].filter(({ word }) => fits(word, query)).slice(0, 2 * MOST_PLACES);
  }, [found, projects, query]);
}
