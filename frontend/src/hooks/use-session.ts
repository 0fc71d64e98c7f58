/** The session as React sees it. */
import { useEffect, useSyncExternalStore } from "react";

import type { User } from "@/lib/api/types";
import { session } from "@/lib/session/browser";
import type { SessionState } from "@/lib/session/session";

const UNKNOWN: SessionState = { status: "unknown", user: null };

export function useSession(): SessionState {
  const state = useSyncExternalStore(session.subscribe, session.current, () => UNKNOWN);
  useEffect(() => {
    session.start().catch(() => undefined); // offline: the page's own requests say so
  }, [state.status]);
  return state;
}

/** The signed-in person; only below the gate that waits for one. */
export function useUser(): User {
  const { user } = useSession();
  if (!user) throw new Error("useUser outside of the signed-in part");
  return user;
}
