import { api } from "@/lib/api/client";
import type { Revealed, Variable } from "@/lib/api/types";

/** One value, audited; never cached: callers hold it only while it is on the screen. */
export const revealValue = async (id: string): Promise<string> =>
  (await api.post<Revealed>(`/api/core/variables/${id}/reveal/`)).value;

export const revealVersion = async (id: string, number: number): Promise<string> =>
  (await api.post<{ number: number; value: string }>(`/api/core/variables/${id}/versions/${number}/reveal/`)).value;

/** Every readable value of an environment at once, audited as one read. */
export async function revealAll(environment: string): Promise<Map<string, string>> {
  const listing = await api.get<{ results: (Variable & { value?: string | null })[] }>("/api/core/variables/", {
    query: { environment, reveal: true },
  });
  return new Map(listing.results.flatMap(({ id, value }) => (typeof value === "string" ? [[id, value] as const] : [])));
}
