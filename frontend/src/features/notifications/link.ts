/** Where a notification leads: always inside this web app. */
import type { Notification } from "@/lib/api/types";
import { safeNext } from "@/lib/routes";

export function destination(notification: Pick<Notification, "url">): string | null {
  if (!notification.url) return null;
  try {
    const url = new URL(notification.url, window.location.origin);
    if (url.origin !== window.location.origin) return null;
    const path = safeNext(url.pathname + url.search);
    return path === "/" ? null : path + url.hash;
  } catch {
    return null;
  }
}
