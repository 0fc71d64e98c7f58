/** From the socket to the cache: what an event makes stale is fetched again, if anybody looks at it. */
"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { destination } from "@/features/notifications/link";
import { useLiveConnection, useLiveStream } from "@/hooks/use-live";
import { useSession } from "@/hooks/use-session";
import type { Notification } from "@/lib/api/types";
import { live } from "@/lib/live/browser";
import { queue } from "@/lib/live/messages";
import { meKey, orgKey } from "@/lib/query";
import { told } from "@/lib/toast";

import { staleBy } from "./stale";
import { useWhere } from "./use-where";

/** Frames of a stream were missed for good: whatever it feeds. Rooms and pages that follow their own see to that. */
function reload(client: QueryClient, stream: string): void {
  if (stream.startsWith("o:")) void client.invalidateQueries({ queryKey: orgKey(stream.slice(2)) });
  if (stream.startsWith("u:")) void client.invalidateQueries({ queryKey: meKey() });
}

/** A word about what happens elsewhere; what is on the screen speaks for itself. */
function announce(notification: Notification): void {
  if (destination(notification) !== window.location.pathname) told(notification.title);
}

export function LiveBridge() {
  const client = useQueryClient();
  const { status, user } = useSession();
  const { organization } = useWhere();
  const here = organization?.id;
  useLiveConnection(status === "signed-in");
  useLiveStream(user ? `u:${user.id}` : null);
  useLiveStream(here ? `o:${here}` : null);
  useEffect(() => {
    if (here) queue.keepOnly(here);
  }, [here]);
  useEffect(
    () =>
      live.listen("*", {
        frame: (frame) => {
          for (const key of staleBy(frame)) void client.invalidateQueries({ queryKey: key });
          if (frame.type === "notification") announce(frame.data as Notification);
        },
        stale: (stream) => reload(client, stream),
        // Removed from an organization: the list of those that are left decides what may still be shown.
        lost: (stream) => {
          if (stream.startsWith("o:")) void client.invalidateQueries({ queryKey: meKey("organizations") });
        },
      }),
    [client],
  );
  return null;
}
