/** The one session of this browser tab, wired to fetch, Web Locks, BroadcastChannel and the storage hint. */
import { offline, problemOf } from "@/lib/api/problem";
import type { AccessToken, User } from "@/lib/api/types";
import { unsaved } from "@/lib/unsaved";

import { Session } from "./session";

const HINT = "keynest.signed-in";
const LOCK = "keynest.refresh";

/** Every call that may touch the refresh cookie carries this; a foreign site cannot send it without CORS consent. */
export const COOKIE_HEADERS = { "X-KeyNest-Client": "web" } as const;

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await globalThis.fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw offline();
  }
}

async function refresh(): Promise<AccessToken | null> {
  const response = await send("/api/auth/token/refresh/?cookie=1", {
    method: "POST",
    headers: { ...COOKIE_HEADERS, "Content-Type": "application/json" },
    body: "{}",
  });
  if (response.ok) return (await response.json()) as AccessToken;
  if (response.status === 401 || response.status === 400) return null;
  throw await problemOf(response);
}

async function profile(access: string): Promise<User> {
  const response = await send("/api/auth/profile/", { headers: { Authorization: `Bearer ${access}` } });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as User;
}

const hint = {
  get: () => globalThis.localStorage?.getItem(HINT) === "1",
  set(on: boolean) {
    if (on) globalThis.localStorage?.setItem(HINT, "1");
    else globalThis.localStorage?.removeItem(HINT);
  },
};

/** Web Locks need a secure context; over plain http on a LAN only this tab is kept in order. */
function exclusive<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? (locks.request(LOCK, work) as Promise<T>) : work();
}

const silent: Pick<BroadcastChannel, "postMessage" | "addEventListener"> = {
  postMessage: () => undefined,
  addEventListener: () => undefined,
};

export const session = new Session({
  refresh,
  profile,
  exclusive,
  hint,
  channel: typeof window !== "undefined" && "BroadcastChannel" in window ? new BroadcastChannel("keynest.session") : silent,
  unsaved: () => unsaved.current().length > 0,
  now: () => Date.now(),
});
