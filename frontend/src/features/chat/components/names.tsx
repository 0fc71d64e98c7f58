/** Names of people by their ids, for everything below: from the organization's people and from what they said. */
"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";

import type { ChatMessage, Person } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";

import { nameOf, usePeople } from "../api/people";

type NameOf = (user: string) => string;

const NamesContext = createContext<NameOf>(() => "somebody");

export const useNames = (): NameOf => useContext(NamesContext);

interface NamesProps {
  people: readonly Person[];
  messages: readonly ChatMessage[];
  children: ReactNode;
}

export function Names({ people, messages, children }: NamesProps) {
  const { data: everybody } = usePeople(useOrganization().id);
  const names = useMemo(() => {
    const authors = messages.flatMap(({ author }) => (author ? [author] : []));
    const known = new Map([...authors, ...people, ...(everybody ?? [])].map((person) => [person.id, nameOf(person)]));
    return (user: string) => known.get(user) || "somebody";
  }, [everybody, people, messages]);
  return <NamesContext value={names}>{children}</NamesContext>;
}
