/** What the address of /oauth/callback says when a browser comes back from a provider; read once, then it is gone. */
import { paths, safeNext } from "@/lib/routes";

/** Our own callback let somebody in; its code is worth a session for a minute, in this browser. */
export interface HandOver {
  kind: "handover";
  code: string;
  next: string;
}

/** The provider's own code, for pages that began with POST oauth/{provider}/start/. */
export interface Exchange {
  kind: "exchange";
  provider: string;
  code: string;
  state: string;
  iss: string | null;
  next: string;
}

export interface Linked {
  kind: "linked";
  provider: string;
  next: string;
}

export interface Refusal {
  kind: "refusal";
  /** The most exact name of what went wrong. */
  reason: string;
  provider: string;
  next: string;
}

export type Arrival = HandOver | Exchange | Linked | Refusal | { kind: "nothing" };

/** What whoever called start/ leaves in sessionStorage: the way back does not name the provider. */
export interface Begun {
  provider: string;
  state: string;
  next: string;
}

const BEGUN = "keynest.oauth";

export function readArrival(search: string, hash: string, begun: Begun | null): Arrival {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  const next = safeNext(told.get("next"));
  const provider = told.get("provider") ?? told.get("linked") ?? "";
  if (told.has("code")) return { kind: "handover", code: told.get("code") ?? "", next };
  if (told.has("linked")) return { kind: "linked", provider, next };
  if (told.has("error")) return { kind: "refusal", reason: told.get("reason") ?? told.get("error") ?? "", provider, next };
  return readExchange(new URLSearchParams(search), begun);
}

function readExchange(query: URLSearchParams, begun: Begun | null): Arrival {
  const [code, state, error] = ["code", "state", "error"].map((name) => query.get(name));
  if (!state || !(code || error)) return { kind: "nothing" };
  // A code that this tab did not ask for would sign its owner in as whoever sent it.
  if (begun?.state !== state) return { kind: "refusal", reason: "invalid_state", provider: "", next: paths.home };
  const { provider } = begun;
  const next = safeNext(begun.next);
  if (code) return { kind: "exchange", provider, code, state, iss: query.get("iss"), next };
  return { kind: "refusal", reason: error === "access_denied" ? error : "code_refused", provider, next };
}

let taken: Arrival | null = null;

/** Reads the address and clears it, so that nothing of it stays in the history or is read over a shoulder. */
export function takeArrival(): Arrival {
  const { search, hash, pathname } = window.location;
  if (search || hash) {
    const kept = window.sessionStorage.getItem(BEGUN);
    window.sessionStorage.removeItem(BEGUN);
    taken = readArrival(search, hash, kept ? (JSON.parse(kept) as Begun) : null);
    window.history.replaceState(null, "", pathname);
  }
  // React may mount the page twice; the second time the address is clean already.
  return taken ?? { kind: "nothing" };
}
