/** A typed filter: follows the keys at once, the address a moment later. */
"use client";

import { useEffect, useState } from "react";

import { useSearchState } from "./use-search-state";

const PAUSE_MS = 200;

export function useSearchText(name: string): [string, (text: string) => void] {
  const [search, set] = useSearchState();
  const inAddress = search.get(name) ?? "";
  const [typed, setTyped] = useState({ text: inAddress, settled: true });
  const [seen, setSeen] = useState(inAddress);
  if (inAddress !== seen) {
    setSeen(inAddress);
    // A change from elsewhere (a link, the back button) counts; an echo of what was typed a moment ago does not.
    if (typed.settled) setTyped({ text: inAddress, settled: true });
  }
  useEffect(() => {
    if (typed.settled) return;
    const timer = setTimeout(() => {
      set({ [name]: typed.text });
      setTyped({ text: typed.text, settled: true });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [name, set, typed]);
  return [typed.text, (text) => setTyped({ text, settled: false })];
}
