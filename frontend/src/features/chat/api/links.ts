/** Names of what messages link to: asked for together, as many as are on the screen, and only once. */
import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { ChatLink } from "@/lib/api/types";

import { linkKey } from "./keys";

type Answers = Record<string, ChatLink | null>;

const GATHER_MS = 10;
const MOST = 100;

interface Batch {
  refs: Set<string>;
  answers: Promise<Answers>;
}

const open = new Map<string, Batch>();

function batchOf(organization: string): Batch {
  const known = open.get(organization);
  if (known && known.refs.size < MOST) return known;
  const refs = new Set<string>();
  const answers = new Promise<Answers>((resolve, reject) => {
    setTimeout(() => {
      if (open.get(organization)?.refs === refs) open.delete(organization);
      api.post<{ results: Answers }>("/api/core/chat/links/", { organization, refs: [...refs] }).then(({ results }) => resolve(results), reject);
    }, GATHER_MS);
  });
  const batch = { refs, answers };
  open.set(organization, batch);
  return batch;
}

async function resolve(organization: string, ref: string): Promise<ChatLink | null> {
  const batch = batchOf(organization);
  batch.refs.add(ref);
  return (await batch.answers)[ref] ?? null;
}

/** Null: not there, or not for me, which looks the same. */
export const useLink = (organization: string, ref: string) =>
  useQuery({ queryKey: linkKey(organization, ref), queryFn: () => resolve(organization, ref), staleTime: 60_000 });
