/** What the picker offers at the cursor: people for `@`, variables and environments for `#`. */
"use client";

import { useEffect, useState } from "react";

import { useDebounced } from "@/hooks/use-debounced";
import { useUser } from "@/hooks/use-session";
import { useOrganization } from "@/lib/scope";

import { nameOf, usePeople } from "./api/people";
import { type Thing, useChatParts } from "./parts";
import type { Trigger } from "./text/trigger";

export interface Choice {
  key: string;
  /** As it stands in the composer. */
  word: string;
  token: string;
  label: string;
  detail: string;
}

const MOST = 8;
const NO_CHOICES: readonly Choice[] = [];

const thingChoice = ({ ref, word, label, detail }: Thing): Choice => ({ key: ref, word: `#${word}`, token: `<${ref}>`, label, detail });

export function useChoices(trigger: Trigger | null): readonly Choice[] {
  const organization = useOrganization();
  const me = useUser().id;
  const { things, askThings } = useChatParts();
  const query = useDebounced(trigger?.query ?? "", 120);
  const people = usePeople(organization.id, query, trigger?.sign === "@");
  const wanted = trigger?.sign === "#" ? query : null;
  useEffect(() => askThings(wanted), [askThings, wanted]);
  if (!trigger) return NO_CHOICES;
  if (trigger.sign === "#") return things.slice(0, MOST).map(thingChoice);
  return (people.data ?? []).filter(({ id }) => id !== me).slice(0, MOST).map((person) => ({
    key: person.id,
    word: `@${nameOf(person)}`,
    token: `<@${person.id}>`,
    label: nameOf(person),
    detail: person.full_name ? person.email : "",
  }));
}

/** The marked one of a list that changes under the cursor: always one that is there. */
export function useMarked(count: number, reset: string): [number, (step: number) => void] {
  const [marked, setMarked] = useState({ index: 0, reset });
  const index = marked.reset === reset ? Math.min(marked.index, Math.max(0, count - 1)) : 0;
  return [index, (step) => setMarked({ index: (index + step + count) % Math.max(1, count), reset })];
}
