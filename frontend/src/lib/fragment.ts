/** One-time tokens of mailed links travel in the fragment: never sent to a server, gone from the address bar at once. */

let taken: { path: string; token: string | null } | null = null;

export function takeToken(): string | null {
  const path = window.location.pathname;
  const found = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (found) {
    taken = { path, token: found };
    window.history.replaceState(null, "", path + window.location.search);
  }
  // React may mount a page twice; the second time the address is clean already.
  return taken?.path === path ? taken.token : null;
}
