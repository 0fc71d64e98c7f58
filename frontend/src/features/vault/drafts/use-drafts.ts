/** The drafts of one environment, and the word to the rest of the app that there are some. */
"use client";

import { useCallback, useEffect, useSyncExternalStore } from "react";

import type { Environment, Project } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { unsaved } from "@/lib/unsaved";

import { type DraftState, NO_DRAFTS, summarize, total } from "./drafts";
import { draftStore } from "./store";

/** Tells the rest of the app what is staged for an environment that is not on the screen. */
export function useAnnounceDrafts(organization: string, project: Project): (environment: Environment) => void {
  const { slug } = useOrganization();
  return ({ id, slug: env, name }) =>
    unsaved.set({
      id,
      organization,
      label: `${project.name} / ${name}`,
      href: paths.env(slug, project.slug, env),
      count: total(summarize(draftStore.get(id))),
      discard: () => draftStore.clear(id),
    });
}

export interface Drafts {
  state: DraftState;
  count: number;
  canUndo: boolean;
  update: (step: (state: DraftState) => DraftState) => void;
  undo: () => void;
  clear: () => void;
}

export function useDrafts(organization: string, project: Project, environment: Environment): Drafts {
  const { id } = environment;
  const { slug } = useOrganization();
  const state = useSyncExternalStore(draftStore.subscribe, () => draftStore.get(id), () => NO_DRAFTS);
  const canUndo = useSyncExternalStore(draftStore.subscribe, () => draftStore.canUndo(id), () => false);
  const count = total(summarize(state));
  const href = paths.env(slug, project.slug, environment.slug);
  const label = `${project.name} / ${environment.name}`;
  useEffect(() => {
    unsaved.set({ id, organization, label, href, count, discard: () => draftStore.clear(id) });
  }, [id, organization, label, href, count]);
  return {
    state,
    count,
    canUndo,
    update: useCallback((step) => draftStore.update(id, step), [id]),
    undo: useCallback(() => draftStore.undo(id), [id]),
    clear: useCallback(() => draftStore.clear(id), [id]),
  };
}
