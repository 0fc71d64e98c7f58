import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import { api, respond } from "@/lib/api/client";
import type { Letter, Listing, Specimen } from "@/lib/api/types";

import { ALWAYS, key, path } from "./keys";

const letters = `${path}mails/`;
const one = (name: string) => `${letters}${encodeURIComponent(name)}/`;

export const useLetters = () =>
  useQuery({
    queryKey: key("letters"),
    queryFn: async ({ signal }) => (await api.get<Listing<Letter>>(letters, { signal })).results,
    staleTime: Infinity,
    ...ALWAYS,
  });

export const useSpecimen = (name: string, language: string) =>
  useQuery({
    queryKey: key("letters", name, language),
    queryFn: ({ signal }) => api.get<Specimen>(one(name), { query: { language }, signal }),
    // The old letter stays until the new one is there: nothing jumps while one looks through them.
    placeholderData: keepPreviousData,
    ...ALWAYS,
  });

/** To the operator's own address, and no other. */
export const useSendSpecimen = () =>
  useMutation({
    mutationFn: ({ name, language }: { name: string; language: string }) => respond("POST", `${one(name)}test/`, { body: { language } }),
    ...ALWAYS,
  });
