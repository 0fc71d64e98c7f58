/** The one live socket of this tab, wired to WebSocket and to one-time tickets. */
import { api } from "@/lib/api/client";

import { LiveSocket } from "./socket";

function address(ticket: string): string {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${window.location.host}/ws/?ticket=${encodeURIComponent(ticket)}`;
}

export const live = new LiveSocket({
  ticket: async () => (await api.post<{ ticket: string }>("/api/auth/ws-ticket/")).ticket,
  open: (ticket) => new WebSocket(address(ticket)),
  random: Math.random,
  setTimeout: (work, ms) => window.setTimeout(work, ms),
  clearTimeout: (handle) => window.clearTimeout(handle),
});
