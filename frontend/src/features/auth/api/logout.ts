import { api } from "@/lib/api/client";
import { session } from "@/lib/session/browser";

/** Ends this session everywhere in this browser, even when the server can't be told right now. */
export async function logout(): Promise<void> {
  await api.post<void>("/api/auth/logout/", {}, { anonymous: true, cookie: "use" }).catch(() => undefined);
  session.end();
}
