import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { api } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";
import { orgKey } from "@/lib/query";

type Attendance = components["schemas"]["AttendanceOut"];
export type Face = Attendance["people"][number]["user"];

const NOBODY: ReadonlyMap<string, Face> = new Map();
const ASK_AGAIN_MS = 5_000;

/** Names and pictures of those who were seen on a stream; frames have only their ids. */
export function useFaces(organization: string, stream: string, ids: readonly string[]): ReadonlyMap<string, Face> {
  const known = useRef(NOBODY);
  const { data, refetch } = useQuery({
    queryKey: orgKey(organization, "presence", stream),
    queryFn: async ({ signal }) => {
      const { people } = await api.get<Attendance>(`/api/core/streams/${stream}/presence/`, { signal });
      known.current = new Map([...known.current, ...people.map(({ user }) => [user.id, user] as const)]);
      return known.current;
    },
    enabled: ids.length > 0,
    staleTime: Infinity,
  });
  const strangers = data ? ids.filter((id) => !data.has(id)).join() : "";
  useEffect(() => {
    if (!strangers) return;
    void refetch();
    // Somebody who is just leaving has no name there any more; if they come back, they will.
    const again = window.setInterval(() => void refetch(), ASK_AGAIN_MS);
    return () => window.clearInterval(again);
  }, [strangers, refetch]);
  return data ?? NOBODY;
}
