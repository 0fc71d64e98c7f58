import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail } from "@/lib/api/types";

const confirmEmail = (token: string) =>
  api.post<Detail>("/api/auth/email-change-confirm/", { token }, { anonymous: true });

export const useConfirmEmail = () => useMutation({ mutationFn: confirmEmail });
