/**
 * Which page somebody looks at, in whichever tab: each tab holds a shared Web Lock of that name as long as it does.
 * Locks are known to all tabs at once, however busy the one that holds it is, and go with it when it is closed.
 */

const nameOf = (path: string): string => `keynest.looks-at ${path}`;
const canLock = (): boolean => "locks" in navigator;

/** In this tab. */
export const isHere = (path: string): boolean =>
  document.visibilityState === "visible" && document.hasFocus() && pageOf(path) === window.location.pathname;

/** A page without what is said about it: its search and its fragment. */
export const pageOf = (path: string): string => new URL(path, window.location.origin).pathname;

export async function isLookedAt(path: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === nameOf(pageOf(path)));
}

/** Says, until it is stopped, that this page is in view whenever this tab is. */
export function keepGaze(pathname: string): () => void {
  if (!canLock()) return () => undefined;
  let release: (() => void) | null = null;
  const look = (): void => {
    const looks = isHere(pathname);
    if (looks && !release) {
      const held = new Promise<void>((resolve) => (release = resolve));
      void navigator.locks.request(nameOf(pathname), { mode: "shared" }, () => held);
    } else if (!looks) {
      release?.();
      release = null;
    }
  };
  const stop = new AbortController();
  for (const [target, event] of [[window, "focus"], [window, "blur"], [document, "visibilitychange"]] as const) {
    target.addEventListener(event, look, { signal: stop.signal });
  }
  look();
  return () => {
    stop.abort();
    release?.();
  };
}
