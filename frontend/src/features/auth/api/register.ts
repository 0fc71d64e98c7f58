import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail, SignedIn } from "@/lib/api/types";
import { browserReader } from "@/lib/locale";
import { session } from "@/lib/session/browser";

import type { RegisterForm } from "../schemas";

interface RegisterBody extends RegisterForm {
  invitation?: string;
}

const register = (body: RegisterBody) =>
  api.post<Detail | SignedIn>("/api/auth/register/", { ...body, ...browserReader() }, { anonymous: true, cookie: "set" });

/** Signs in at once where the server says so: with an invitation, or where activation is switched off. */
export function useRegister() {
  return useMutation({
    mutationFn: register,
    onSuccess: (answer) => {
      if ("tokens" in answer) session.signIn(answer);
    },
  });
}
