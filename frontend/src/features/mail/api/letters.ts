import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, respond } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { Listing, MailLetter, MailPreview, MailTexts, MailVersion, Page } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

const root = (organization: string) => `/api/core/organizations/${organization}/mail-templates/`;
const one = (organization: string, name: string) => `${root(organization)}${encodeURIComponent(name)}/`;

const lettersKey = (organization: string) => orgKey(organization, "mail", "letters");
const letterKey = (organization: string, name: string) => orgKey(organization, "mail", "letter", name);
const versionsKey = (organization: string, name: string) => orgKey(organization, "mail", "versions", name);

export const useLetters = (organization: string, enabled: boolean) =>
  useQuery({
    queryKey: lettersKey(organization),
    enabled,
    networkMode: "always",
    queryFn: async ({ signal }) => (await api.get<Listing<MailLetter>>(root(organization), { signal })).results,
  });

export const useLetter = (organization: string, name: string, enabled: boolean) =>
  useQuery({
    queryKey: letterKey(organization, name),
    enabled,
    networkMode: "always",
    queryFn: ({ signal }) => api.get<MailLetter>(one(organization, name), { signal }),
  });

export const useVersions = (organization: string, name: string) =>
  useInfiniteQuery({
    queryKey: versionsKey(organization, name),
    networkMode: "always",
    queryFn: ({ pageParam, signal }) => api.get<Page<MailVersion>>(`${one(organization, name)}versions/`, { query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

type Change = { save: MailTexts; version: number } | { restore: number } | { reset: true };

function send(path: string, change: Change): Promise<MailLetter> {
  if ("save" in change) return api.put<MailLetter>(path, { texts: change.save, version: change.version });
  if ("restore" in change) return api.post<MailLetter>(`${path}restore/`, { version: change.restore });
  return api.delete<MailLetter>(path);
}

/** Each of these makes a new version; one that came too late brings theirs to the screen. */
export function useChangeLetter(organization: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (change: Change) => send(one(organization, name), change),
    onSuccess: (letter) => {
      client.setQueryData<MailLetter>(letterKey(organization, name), letter);
      void client.invalidateQueries({ queryKey: lettersKey(organization) });
      void client.invalidateQueries({ queryKey: versionsKey(organization, name) });
    },
    onError: () => client.invalidateQueries({ queryKey: letterKey(organization, name) }),
  });
}

/** Mails the letter to one's own address. */
export const useTestLetter = (organization: string, name: string) =>
  useMutation({ networkMode: "always", mutationFn: (texts: MailTexts) => respond("POST", `${one(organization, name)}test/`, { body: { texts } }) });

export interface PreviewBody {
  texts: MailTexts;
  color?: string;
}

export const previewLetter = (organization: string, name: string, body: PreviewBody, signal: AbortSignal) =>
  api.post<MailPreview>(`${one(organization, name)}preview/`, body, { signal });
