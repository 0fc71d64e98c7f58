import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail } from "@/lib/api/types";

const report = (token: string) => api.post<Detail>("/api/auth/not-me/", { token }, { anonymous: true });

export const useNotMe = () => useMutation({ mutationFn: report });
