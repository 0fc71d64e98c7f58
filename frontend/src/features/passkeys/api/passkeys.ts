import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { AccessToken, FactorAdded, Passkey } from "@/lib/api/types";

import { make } from "../browser";

export type Asked = PublicKeyCredentialCreationOptionsJSON;

export interface PasskeyAdded extends FactorAdded {
  passkey: Passkey;
}

const path = "/api/auth/mfa/passkeys/";
const of = ({ id }: Passkey) => `${path}${encodeURIComponent(id)}/`;

/** Asks before the name is typed: whoever must prove to be there does so first. */
export const useBegin = () => useMutation({ mutationFn: async () => (await api.post<{ options: Asked }>(`${path}options/`, {})).options });

interface New {
  name: string;
  asked: Asked;
}

async function add({ name, asked }: New): Promise<PasskeyAdded> {
  return api.post<PasskeyAdded>(path, { name, credential: await make(asked) }, { cookie: "set" });
}

export const useAdd = () => useMutation({ mutationFn: add });

export const useRename = (passkey: Passkey) =>
  useMutation({ mutationFn: (name: string) => api.patch<Passkey>(of(passkey), { name }) });

export const useRemove = (passkey: Passkey) =>
  useMutation({ mutationFn: () => api.delete<{ tokens: AccessToken }>(of(passkey), undefined, { cookie: "set" }) });
