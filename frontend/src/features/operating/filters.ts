/** The filters of the outbox, as they stand in the address. */
import { paths } from "@/lib/routes";

export const FILTERS = ["q", "state", "kind", "template"] as const;

export type MessageFilters = Record<(typeof FILTERS)[number], string>;

export function readFilters(search: URLSearchParams): MessageFilters {
  const of = (name: string) => search.get(name) ?? "";
  return { q: of("q"), state: of("state"), kind: of("kind"), template: of("template") };
}

export const activeFilters = (search: URLSearchParams): string[] => FILTERS.filter((name) => search.get(name));

/** The outbox, seen through these. */
export function inOutbox(filters: Partial<MessageFilters>): string {
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return search.size > 0 ? `${paths.outbox}?${search}` : paths.outbox;
}
