import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { DigestPlan, NotificationPreferences } from "@/lib/api/types";
import { meKey } from "@/lib/query";

import { changed, type ChoiceChanges, undone } from "../choices";
import { useChanges } from "./use-changes";

const path = "/api/core/notifications/preferences/";
const key = meKey("notification-preferences");

export interface PreferenceChanges extends ChoiceChanges {
  digest?: DigestPlan;
  invitation_mails?: boolean;
}

export const usePreferences = () =>
  useQuery({ queryKey: key, networkMode: "always", queryFn: ({ signal }) => api.get<NotificationPreferences>(path, { signal }) });

export const useChangePreferences = () =>
  useChanges<NotificationPreferences, PreferenceChanges>({
    key,
    save: (changes) => api.put<NotificationPreferences>(path, changes),
    changed: (now, { digest = now.digest, invitation_mails = now.invitation_mails, ...changes }) => ({
      ...now,
      kinds: changed(now.kinds, changes),
      digest,
      invitation_mails,
    }),
    undone: (now, before, changes) => ({
      ...now,
      kinds: undone(now.kinds, before.kinds, changes),
      digest: changes.digest ? before.digest : now.digest,
      invitation_mails: changes.invitation_mails === undefined ? now.invitation_mails : before.invitation_mails,
    }),
  });
