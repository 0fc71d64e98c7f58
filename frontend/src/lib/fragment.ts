/** One-time tokens of mailed links travel in the fragment: never sent to a server, gone from the address bar at once. */

interface Link {
  path: string;
  token: string;
}

const PARKED = "keynest.link";
let taken: Link | null = null;

export function takeToken(): string | null {
  const path = window.location.pathname;
  const found = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (found) {
    taken = { path, token: found };
    window.history.replaceState(null, "", path + window.location.search);
  } else if (taken?.path !== path) taken = unparked(path);
  // React may mount a page twice; the second time the address is clean already.
  return taken?.path === path ? taken.token : null;
}

/** Keeps the token of this page while the tab is away at a provider; it is there once when the page opens again. */
export function parkToken(): void {
  if (taken) window.sessionStorage.setItem(PARKED, JSON.stringify(taken));
}

function unparked(path: string): Link | null {
  const text = window.sessionStorage.getItem(PARKED);
  if (!text) return null;
  window.sessionStorage.removeItem(PARKED);
  const kept = JSON.parse(text) as Link;
  return kept.path === path ? kept : null;
}
