import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignInAnswer } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

import type { Exchange, HandOver } from "../arrival";
import { enter } from "./enter";

async function arrive(arrival: HandOver | Exchange): Promise<SignInAnswer> {
  // A refresh that is under way could end after us, and take the new session for the old one.
  await session.start().catch(() => undefined);
  const options = { anonymous: true, cookie: "set" } as const;
  if (arrival.kind === "handover") return api.post("/api/auth/oauth/handover/", { code: arrival.code }, options);
  const { provider, code, state, iss } = arrival;
  return api.post(`/api/auth/oauth/${encodeURIComponent(provider)}/`, { code, state, ...(iss ? { iss } : {}) }, options);
}

/** Turns what a provider sent the browser back with into a session of ours. */
export const useArrive = () => useMutation({ mutationFn: arrive, onSuccess: enter });
