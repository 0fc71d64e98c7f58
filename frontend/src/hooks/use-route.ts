/** Where we are, in the words of the address. */
"use client";

import { usePathname } from "next/navigation";

import { NOWHERE, readItem, readRoute, type Route } from "@/lib/routes";

import { useHydrated } from "./use-hydrated";

/**
 * Where we are. Never useParams: in the export it answers the placeholder `_`. While React hydrates, everything is
 * empty, because the exported HTML was made without knowing the address.
 */
export function useRoute(): Route {
  const hydrated = useHydrated();
  const pathname = usePathname();
  return hydrated ? readRoute(pathname ?? "/") : NOWHERE;
}

/** The last part of `/orgs/<org>/<section>/<item>`; empty while React hydrates. */
export function useItem(): string {
  const hydrated = useHydrated();
  const pathname = usePathname();
  return hydrated ? readItem(pathname ?? "/") : "";
}
