import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { NotificationDefaults } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

import { changed, type ChoiceChanges, type ChoiceRow, undone } from "../choices";
import { useChanges } from "./use-changes";

const path = (organization: string) => `/api/core/organizations/${organization}/notification-defaults/`;
const keyOf = (organization: string) => orgKey(organization, "notification-defaults");

/** In the words of the table: what the organization changed is what it chose. */
const rowsOf = ({ kinds }: NotificationDefaults): ChoiceRow[] => kinds.map(({ changed: chosen, ...row }) => ({ ...row, chosen }));

export const useDefaults = (organization: string) =>
  useQuery({
    queryKey: keyOf(organization),
    networkMode: "always",
    queryFn: async ({ signal }) => rowsOf(await api.get<NotificationDefaults>(path(organization), { signal })),
  });

export const useChangeDefaults = (organization: string) =>
  useChanges<ChoiceRow[], ChoiceChanges>({
    key: keyOf(organization),
    save: async (changes) => rowsOf(await api.put<NotificationDefaults>(path(organization), changes)),
    changed,
    undone,
  });
