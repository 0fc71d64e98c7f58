import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Figures } from "@/lib/api/types";

import { ALWAYS, key, path, POLL_MS } from "./keys";

/** Asked again every few seconds, while somebody looks. A try that fails is not repeated: the next one comes soon. */
export const useFigures = () =>
  useQuery({
    queryKey: key("workers"),
    queryFn: ({ signal }) => api.get<Figures>(`${path}workers/`, { signal }),
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: false,
    staleTime: 0,
    retry: false,
    ...ALWAYS,
  });
