import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignedIn } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

import { show } from "../browser";

interface Question {
  options: PublicKeyCredentialRequestOptionsJSON;
}

const ANONYMOUS = { anonymous: true } as const;
const ENTERING = { anonymous: true, cookie: "set" } as const;

async function signIn(): Promise<SignedIn> {
  const { options, ceremony } = await api.post<Question & { ceremony: string }>("/api/auth/login/passkey/options/", {}, ANONYMOUS);
  return api.post<SignedIn>("/api/auth/login/passkey/", { ceremony, credential: await show(options) }, ENTERING);
}

async function complete(mfaToken: string): Promise<SignedIn> {
  const { options } = await api.post<Question>("/api/auth/login/mfa/passkey-options/", { mfa_token: mfaToken }, ANONYMOUS);
  return api.post<SignedIn>("/api/auth/login/mfa/", { mfa_token: mfaToken, passkey: await show(options) }, ENTERING);
}

async function confirm(): Promise<void> {
  const { options } = await api.post<Question>("/api/auth/reauthenticate/passkey-options/", {});
  await api.post("/api/auth/reauthenticate/", { passkey: await show(options) });
}

const enter = (signedIn: SignedIn) => session.signIn(signedIn);

/** A whole sign-in: no address and no password is asked for. */
export const useSignIn = () => useMutation({ mutationFn: signIn, onSuccess: enter });

/** The second factor of a sign-in that waits. */
export const useComplete = () => useMutation({ mutationFn: complete, onSuccess: enter });

/** The proof that the owner is here, before something grave. */
export const useConfirm = () => useMutation({ mutationFn: confirm });
