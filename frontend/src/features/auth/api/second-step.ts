import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignedIn } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

interface Proof {
  mfa_token: string;
  code: string;
}

const prove = (proof: Proof) => api.post<SignedIn>("/api/auth/login/mfa/", proof, { anonymous: true, cookie: "set" });

/** Completes a sign-in by a code: of an authenticator app, a recovery code, or a mailed one. */
export const useSecondStep = () => useMutation({ mutationFn: prove, onSuccess: (signedIn) => session.signIn(signedIn) });
