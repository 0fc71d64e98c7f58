/** What is under work, and the word to the rest of the app that there is something. */
"use client";

import { useEffect, useSyncExternalStore } from "react";

import type { MailLetter, MailTexts } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { unsaved } from "@/lib/unsaved";

import { colorDrafts, draftId, type Drafts, letterDrafts } from "./drafts";
import { changedBlocks, textsOf } from "./letter";

export interface Draft {
  texts: MailTexts;
  /** The blocks that differ from what is kept. */
  changed: string[];
  /** What it was made from is no longer what is kept. */
  stale: boolean;
  change: (block: string, text: string) => void;
  /** Goes on from what is kept now: saving replaces that. */
  rebase: () => void;
  drop: () => void;
}

function useKept<T>(drafts: Drafts<T>, id: string): T | null {
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.get(id),
    () => null,
  );
}

interface Work {
  id: string;
  label: string;
  href: string;
  count: number;
}

function useAnnounce<T>(drafts: Drafts<T>, { id, label, href, count }: Work): void {
  const organization = useOrganization().id;
  useEffect(() => {
    unsaved.set({ id, organization, label, href, count, discard: () => drafts.clear(id) });
  }, [drafts, id, organization, label, href, count]);
}

/** The colour under work; null when it is the one that is kept. */
export function useColorDraft(kept: string) {
  const { id: organization, slug } = useOrganization();
  const id = draftId(organization, "color");
  const draft = useKept(colorDrafts, id);
  useAnnounce(colorDrafts, { id, label: "Mail / Colour", href: paths.orgMail(slug), count: draft === null ? 0 : 1 });
  return {
    color: draft ?? kept,
    changed: draft !== null,
    change: (color: string) => (color === kept ? colorDrafts.clear(id) : colorDrafts.set(id, color)),
    drop: () => colorDrafts.clear(id),
  };
}

export const useHasDraft = (organization: string, letter: string): boolean => useKept(letterDrafts, draftId(organization, letter)) !== null;

export function useDraft(letter: MailLetter): Draft {
  const organization = useOrganization();
  const id = draftId(organization.id, letter.name);
  const draft = useKept(letterDrafts, id);
  const kept = textsOf(letter);
  const texts = draft?.texts ?? kept;
  const changed = changedBlocks(letter, kept, texts);
  const count = changed.length;
  useAnnounce(letterDrafts, { id, label: `Mail / ${letter.label}`, href: paths.orgLetter(organization.slug, letter.name), count });
  return {
    texts,
    changed,
    stale: draft !== null && count > 0 && draft.version !== letter.version,
    change: (block, text) => {
      const next = { ...texts, [block]: text };
      // Written back to what it was: nothing is left to save.
      if (letter.blocks.every(({ name }) => kept[name] === next[name])) letterDrafts.clear(id);
      else letterDrafts.set(id, { texts: next, version: draft?.version ?? letter.version });
    },
    rebase: () => letterDrafts.set(id, { texts, version: letter.version }),
    drop: () => letterDrafts.clear(id),
  };
}
