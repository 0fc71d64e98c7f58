/** Whether this browser shows notices: its own permission, and the wish of who is signed in here. */

export type NoticeState = "unsupported" | "denied" | "off" | "on";

const wishOf = (user: string): string => `keynest.notices.${user}`;

/** Notices need a secure context, and Web Locks to be shown by one tab alone. */
const supported = (): boolean => "Notification" in window && window.isSecureContext && "locks" in navigator && "BroadcastChannel" in window;

export function noticeState(user: string): NoticeState {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const wished = localStorage.getItem(wishOf(user)) === "on";
  return wished && Notification.permission === "granted" ? "on" : "off";
}

/** After a click, and never otherwise: browsers refuse for good those who ask unasked. */
export async function switchNotices(user: string, on: boolean): Promise<NoticeState> {
  if (on && supported() && Notification.permission === "default") await Notification.requestPermission();
  if (on) localStorage.setItem(wishOf(user), "on");
  else localStorage.removeItem(wishOf(user));
  return noticeState(user);
}
