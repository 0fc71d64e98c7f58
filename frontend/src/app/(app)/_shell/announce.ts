/** A word about what happens elsewhere: in the page, or outside of it by a notice of the browser. */
import { readNotifications } from "@/features/notifications/api/read-notifications";
import { areNoticesOn, isFresh, openNotices } from "@/features/notifications/browser";
import { isHere } from "@/features/notifications/gaze";
import { destination } from "@/features/notifications/link";
import type { Notification } from "@/lib/api/types";
import { told } from "@/lib/toast";
import { unsaved } from "@/lib/unsaved";

/** `go` opens a page in this tab. */
export function announcer(go: (path: string) => void): { announce: (notification: Notification) => void; close: () => void } {
  // Work that would be lost keeps its tab.
  const notices = openNotices((path) => (unsaved.current().length > 0 ? void window.open(path) : go(path)));
  const announce = (notification: Notification): void => {
    const to = destination(notification);
    const isSeen = to !== null && isHere(to);
    // Whoever looks at the room reads there what was said to them.
    if (isSeen && notification.kind.startsWith("chat.")) readNotifications({ ids: [notification.id] }).catch(() => undefined);
    if (areNoticesOn()) notices.arrive(notification);
    else if (isFresh(notification) && !isSeen) told(notification.title);
  };
  return { announce, close: notices.close };
}
