/** Waiting, failing, showing: the three faces of anything that is fetched. */
"use client";

import type { ReactNode } from "react";

import { RowsSkeleton } from "@/components/ui/skeleton";

import { ErrorState } from "./states";

interface QueryViewProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  skeleton?: ReactNode;
  /** For the 403 page: what the reader lacks. */
  needs?: string;
  children: (data: T) => ReactNode;
}

export function QueryView<T>({ query, skeleton, needs, children }: QueryViewProps<T>) {
  // Data that is there stays, even when a refresh of it failed.
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} needs={needs} />;
  return <>{skeleton ?? <RowsSkeleton />}</>;
}
