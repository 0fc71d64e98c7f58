/** The live connection of this tab, wired to WebSocket, to one-time tickets and to the session. */
import { api } from "@/lib/api/client";
import { isProblem, Problem } from "@/lib/api/problem";
import { session } from "@/lib/session/browser";

import { Live } from "./live";
import type { Polled } from "./polling";

function address(ticket: string, own: { since?: number; epoch?: string }): string {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  const query = new URLSearchParams({ ticket });
  for (const [name, value] of Object.entries(own)) query.set(name, String(value));
  return `${scheme}//${window.location.host}/ws/?${query.toString()}`;
}

async function token(used: string | null): Promise<string | null> {
  const access = await session.access();
  return access !== null && access === used ? session.replace(access) : access;
}

export const live = new Live({
  ticket: async () => (await api.post<{ ticket: string }>("/api/auth/ws-ticket/")).ticket,
  open: (ticket, own) => new WebSocket(address(ticket, own)),
  token,
  poll: (stream, query, signal) => api.get<Polled>(`/api/core/streams/${stream}/`, { query, signal }),
  isOffline: (error) => error instanceof Problem && error.status === 0,
  isForbidden: (error) => isProblem(error, "not_found", "permission_denied"),
  now: () => Date.now(),
  random: Math.random,
  setTimeout: (work, ms) => window.setTimeout(work, ms),
  clearTimeout: (handle) => window.clearTimeout(handle),
});
