import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail, SignedIn } from "@/lib/api/types";
import { browserReader } from "@/lib/locale";
import { session } from "@/lib/session/browser";

const activate = (token: string) =>
  api.post<SignedIn>("/api/auth/activate/", { token, ...browserReader() }, { anonymous: true, cookie: "set" });

const resend = (email: string) => api.post<Detail>("/api/auth/activate/resend/", { email }, { anonymous: true });

export function useActivate() {
  return useMutation({ mutationFn: activate, onSuccess: (signedIn) => session.signIn(signedIn) });
}

export function useResendActivation() {
  return useMutation({ mutationFn: resend });
}
