/** The browser's part of passkeys; whatever it refuses becomes a problem with a sentence for people. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";

import { Problem } from "@/lib/api/problem";

const LEFT = "Nothing was confirmed on the device: it was cancelled, or took too long.";
const THERE = "This device has a passkey for your account already.";
const HERE = "This browser can't use passkeys on this page.";
const SENTENCES: Record<string, string> = { NotAllowedError: LEFT, AbortError: LEFT, InvalidStateError: THERE };

export const knowsPasskeys = (): boolean => "PublicKeyCredential" in window;

/** The library comes when it is needed, as most pages never do. */
const library = () => import("@simplewebauthn/browser");

/** Has the device make a passkey. */
export const make = (options: PublicKeyCredentialCreationOptionsJSON): Promise<RegistrationResponseJSON> =>
  explained(async () => (await library()).startRegistration({ optionsJSON: options }));

/** Has the device show one. */
export const show = (options: PublicKeyCredentialRequestOptionsJSON): Promise<AuthenticationResponseJSON> =>
  explained(async () => (await library()).startAuthentication({ optionsJSON: options }));

async function explained<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    throw new Problem(0, "passkey_not_shown", SENTENCES[name] ?? HERE);
  }
}
