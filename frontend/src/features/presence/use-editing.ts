/** What is being edited in this tab, told to others, as long as somebody looks at the tab. */
"use client";

import { useCallback, useEffect, useRef } from "react";

import { companies } from "./use-presence";

/** A tab that nobody has looked at for so long edits nothing. */
export const UNSEEN_MS = 60_000;

export function useEditing(stream: string): (names: readonly string[] | null) => void {
  const editing = useRef<readonly string[] | null>(null);
  const unseen = useRef(false);
  useEffect(() => {
    let timer = 0;
    const tell = () => companies.edit(stream, unseen.current ? null : editing.current);
    const look = () => {
      window.clearTimeout(timer);
      if (document.visibilityState === "hidden") {
        timer = window.setTimeout(() => {
          unseen.current = true;
          tell();
        }, UNSEEN_MS);
      } else if (unseen.current) {
        unseen.current = false;
        tell();
      }
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [stream]);
  return useCallback(
    (names) => {
      editing.current = names;
      companies.edit(stream, unseen.current ? null : names);
    },
    [stream],
  );
}
