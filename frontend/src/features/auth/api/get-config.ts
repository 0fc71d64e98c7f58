import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { InstanceConfig } from "@/lib/api/types";

const getConfig = () => api.get<InstanceConfig>("/api/auth/config/", { anonymous: true });

/** What this instance allows before one is signed in. */
export const useConfig = () => useQuery({ queryKey: ["config"], queryFn: getConfig, staleTime: Infinity });
