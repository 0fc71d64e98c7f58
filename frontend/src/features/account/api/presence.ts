import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail } from "@/lib/api/types";

const path = "/api/auth/reauthenticate/";

export type Proof = { password: string } | { code: string };

export const useProve = () => useMutation({ mutationFn: (proof: Proof) => api.post<{ confirmed_until: string }>(path, proof) });

export const useMailCode = () => useMutation({ mutationFn: () => api.post<Detail>(`${path}mail/`) });
