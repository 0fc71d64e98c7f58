import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignInAnswer } from "@/lib/api/types";

import { enter } from "./enter";

interface Proof {
  mfa_token: string;
  code: string;
}

const prove = (proof: Proof) => api.post<SignInAnswer>("/api/auth/login/mfa/", proof, { anonymous: true, cookie: "set" });

/** Goes on by a code: of an authenticator app, a recovery code, or a mailed one, after which the app may be asked for. */
export const useSecondStep = () => useMutation({ mutationFn: prove, onSuccess: enter });
