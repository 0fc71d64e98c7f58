/** Notices of this tab, wired to the Notification API, to Web Locks and to the tabs beside it. */
import type { Notification as Row } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { session } from "@/lib/session/browser";

import { isLookedAt, pageOf } from "./gaze";
import { destination } from "./link";
import { type Notice, Notices } from "./notices";
import { noticeState } from "./permission";

/** What is older was caught up with after a while away: the inbox tells of it. */
const FRESH_MS = 2 * 60_000;
/** A tab keeps its claim while the others get the same frame. */
const CLAIM_MS = 5_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const areNoticesOn = (): boolean => {
  const { user } = session.current();
  return user !== null && noticeState(user.id) === "on";
};

export const isFresh = ({ created_at }: Row, now = Date.now()): boolean => now - Date.parse(created_at) < FRESH_MS;

async function inOneTab(name: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await Promise.all([work(), sleep(CLAIM_MS)]);
  });
}

/** `go` opens what a clicked notice leads to. */
export function openNotices(go: (path: string) => void): { arrive: (row: Row) => void; close: () => void } {
  if (!("BroadcastChannel" in window)) return { arrive: () => undefined, close: () => undefined };
  const show = ({ title, topic, path }: Notice): void => {
    const notice = new Notification(title, { tag: topic, icon: "/icon.svg" });
    notice.onclick = () => {
      notice.close();
      window.focus();
      go(path);
    };
  };
  const channel = new BroadcastChannel("keynest.notices");
  const notices = new Notices({ isAllowed: areNoticesOn, isLookedAt, inOneTab, channel, show });
  const arrive = (row: Row): void => {
    const path = destination(row) ?? paths.inbox;
    if (isFresh(row)) void notices.arrive({ id: row.id, title: row.title, path, topic: `${row.kind} ${pageOf(path)}` });
  };
  return { arrive, close: () => channel.close() };
}
