import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignedIn } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

import type { LoginForm } from "../schemas";

const login = (body: LoginForm) => api.post<SignedIn>("/api/auth/login/", body, { anonymous: true, cookie: "set" });

export function useLogin() {
  return useMutation({ mutationFn: login, onSuccess: (signedIn) => session.signIn(signedIn) });
}
