import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail } from "@/lib/api/types";

const askReset = (email: string) => api.post<Detail>("/api/auth/password-reset/", { email }, { anonymous: true });

const confirmReset = (body: { token: string; password: string }) =>
  api.post<Detail>("/api/auth/password-reset-confirm/", body, { anonymous: true });

export const useAskReset = () => useMutation({ mutationFn: askReset });
export const useConfirmReset = () => useMutation({ mutationFn: confirmReset });
