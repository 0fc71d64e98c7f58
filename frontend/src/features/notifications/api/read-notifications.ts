import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";

import { notificationsKey } from "./list-notifications";

type What = { ids: string[] } | { all: true };

export const readNotifications = (what: What) => api.post<{ unread: number }>("/api/core/notifications/read/", what);

export function useReadNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: readNotifications,
    onSettled: () => client.invalidateQueries({ queryKey: notificationsKey }),
  });
}
