import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";

import { notificationsKey } from "./list-notifications";

type What = { ids: string[] } | { all: true };

export function useReadNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: What) => api.post<{ unread: number }>("/api/core/notifications/read/", what),
    onSettled: () => client.invalidateQueries({ queryKey: notificationsKey }),
  });
}
