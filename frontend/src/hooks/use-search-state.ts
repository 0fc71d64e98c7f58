/** Filters that live in the address, so that a view can be shared and survives a reload. */
"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type SetFilter = (changes: Record<string, string | null>) => void;

export function useSearchState(): [URLSearchParams, SetFilter] {
  const search = useSearchParams();
  const pathname = usePathname();
  const set = useCallback<SetFilter>(
    (changes) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const text = next.toString();
      // A shallow change: no page is fetched, useSearchParams follows.
      window.history.replaceState(null, "", text ? `${pathname}?${text}` : pathname);
    },
    [pathname],
  );
  return [search, set];
}
