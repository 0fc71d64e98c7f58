/** From the streams to the cache: what an event makes stale is fetched again, if anybody looks at it. */
"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { useEffect } from "react";

import { fetchOwner } from "@/features/account/api/profile";
import { changesOwner } from "@/features/account/live";
import { useUnreadCount } from "@/features/notifications/api/list-notifications";
import { keepGaze } from "@/features/notifications/gaze";
import { markUnread } from "@/features/notifications/unread-mark";
import { useLiveConnection, useLiveStream } from "@/hooks/use-live";
import { useSession } from "@/hooks/use-session";
import type { AuditEvent, Notification } from "@/lib/api/types";
import { live } from "@/lib/live/browser";
import type { StreamFrame } from "@/lib/live/frames";
import { queue } from "@/lib/live/messages";
import { meKey, orgKey } from "@/lib/query";

import { announcer } from "./announce";
import { staleBy } from "./stale";
import { useWhere } from "./use-where";

/** Frames of a stream were missed for good: whatever it feeds. Rooms and pages that follow their own see to that. */
function reload(client: QueryClient, stream: string): void {
  if (stream.startsWith("o:")) void client.invalidateQueries({ queryKey: orgKey(stream.slice(2)) });
  if (stream.startsWith("u:")) void client.invalidateQueries({ queryKey: meKey() });
}

/** What the session knows of its owner is another on the server now. */
function refreshOwner(frame: StreamFrame): void {
  if (frame.type === "event" && frame.s.startsWith("a:") && changesOwner(frame.data as AuditEvent)) fetchOwner().catch(() => undefined);
}

export function LiveBridge() {
  const client = useQueryClient();
  const { status, user } = useSession();
  const { organization } = useWhere();
  const { data: unread = 0 } = useUnreadCount();
  const router = useRouter();
  const pathname = usePathname();
  const here = organization?.id;
  useLiveConnection(status === "signed-in");
  useLiveStream(user ? `u:${user.id}` : null);
  useLiveStream(user ? `a:${user.id}` : null);
  useLiveStream(here ? `o:${here}` : null);
  useEffect(() => markUnread(unread), [unread]);
  useEffect(() => keepGaze(pathname), [pathname]);
  useEffect(() => {
    if (here) queue.keepOnly(here);
  }, [here]);
  useEffect(() => {
    const { announce, close } = announcer((path) => router.push(path));
    const off = live.listen("*", {
      frame: (frame) => {
        for (const key of staleBy(frame)) void client.invalidateQueries({ queryKey: key });
        refreshOwner(frame);
        if (frame.type === "notification") announce(frame.data as Notification);
      },
      stale: (stream) => reload(client, stream),
      // Removed from an organization: the list of those that are left decides what may still be shown.
      lost: (stream) => {
        if (stream.startsWith("o:")) void client.invalidateQueries({ queryKey: meKey("organizations") });
      },
    });
    return () => {
      off();
      close();
    };
  }, [client, router]);
  return null;
}
