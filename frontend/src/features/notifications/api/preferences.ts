import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { NotificationPreference } from "@/lib/api/types";
import { meKey } from "@/lib/query";

interface Preferences {
  kinds: NotificationPreference[];
}

const path = "/api/core/notifications/preferences/";
const key = meKey("notification-preferences");

export const usePreferences = () => useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Preferences>(path, { signal }) });

type Choice = Pick<NotificationPreference, "kind" | "in_app" | "mail">;

/** Optimistic: a switch can be switched back. */
export function useSavePreference() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: Choice) => api.put<Preferences>(path, { kinds: [choice] }),
    onMutate: async (choice) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Preferences>(key);
      client.setQueryData<Preferences>(key, (now) => now && { kinds: now.kinds.map((one) => (one.kind === choice.kind ? { ...one, ...choice } : one)) });
      return before;
    },
    onError: (_error, _choice, before) => client.setQueryData(key, before),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
