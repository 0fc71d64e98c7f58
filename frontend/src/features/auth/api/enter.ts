/** What the answer to a sign-in means: somebody is in, or one more proof is asked for. */
import type { Challenge, SignInAnswer } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

export const isChallenge = (answer: object | undefined): answer is Challenge => answer !== undefined && "mfa_token" in answer;

/** Signs this browser in, if the answer holds tokens; a challenge stays with whoever asked. */
export function enter(answer: SignInAnswer): void {
  if (!isChallenge(answer)) session.signIn(answer);
}
