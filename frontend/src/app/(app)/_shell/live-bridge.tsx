/** From the socket to the cache: what an event makes stale is fetched again, if anybody looks at it. */
"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { destination } from "@/features/notifications/link";
import { useLiveConnection, useLiveStatus, useLiveStream } from "@/hooks/use-live";
import { useSession } from "@/hooks/use-session";
import type { Notification } from "@/lib/api/types";
import { live } from "@/lib/live/browser";
import { meKey, orgKey } from "@/lib/query";
import { told } from "@/lib/toast";

import { staleBy } from "./stale";
import { useWhere } from "./use-where";

const POLL_MS = 10_000;

function reload(client: QueryClient, stream: string): void {
  const key = stream.startsWith("o:") ? orgKey(stream.slice(2)) : meKey();
  void client.invalidateQueries({ queryKey: key });
}

/** A word about what happens elsewhere; what is on the screen speaks for itself. */
function announce(notification: Notification): void {
  if (destination(notification) !== window.location.pathname) told(notification.title);
}

export function LiveBridge() {
  const client = useQueryClient();
  const { status } = useSession();
  const { organization } = useWhere();
  const state = useLiveStatus();
  useLiveConnection(status === "signed-in");
  useLiveStream(organization ? `o:${organization.id}` : null);
  useEffect(
    () =>
      live.listen({
        frame: (frame) => {
          for (const key of staleBy(frame)) void client.invalidateQueries({ queryKey: key });
          if (frame.type === "notification") announce(frame.data as Notification);
        },
        stale: (stream) => reload(client, stream),
        // Removed from an organization: the list of those that are left decides what may still be shown.
        lost: () => void client.invalidateQueries({ queryKey: meKey("organizations") }),
      }),
    [client],
  );
  useEffect(() => {
    if (state !== "polling") return;
    const timer = setInterval(() => void client.invalidateQueries({ predicate: (query) => query.isActive() }), POLL_MS);
    return () => clearInterval(timer);
  }, [state, client]);
  return null;
}
