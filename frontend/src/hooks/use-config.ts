/** What this instance allows before one is signed in: registration, providers, rules of passwords. */
import { useQuery } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { InstanceConfig } from "@/lib/api/types";

export const configKey = ["config"] as const;

const getConfig = () => api.get<InstanceConfig>("/api/auth/config/", { anonymous: true });

export const useConfig = () => useQuery({ queryKey: configKey, queryFn: getConfig, staleTime: Infinity });
