import { type InfiniteData, infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import { nextCursor } from "@/lib/api/pages";
import type { NotificationPage } from "@/lib/api/types";
import { meKey } from "@/lib/query";

export const notificationsKey = meKey("notifications");

export type NotificationPages = InfiniteData<NotificationPage, string | null>;

export const notificationsOptions = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: meKey("notifications", "list", unread),
    queryFn: ({ pageParam, signal }) =>
      api.get<NotificationPage>("/api/core/notifications/", {
        query: { cursor: pageParam, unread: unread || undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });

export const useNotifications = (unread: boolean) => useInfiniteQuery(notificationsOptions(unread));

export const unreadKey = meKey("notifications", "unread");

/** Only the count, for the bell. */
export const useUnreadCount = () =>
  useQuery({
    queryKey: unreadKey,
    queryFn: ({ signal }) => api.get<NotificationPage>("/api/core/notifications/", { query: { unread: true, limit: 1 }, signal }),
    select: (page) => page.unread,
  });
