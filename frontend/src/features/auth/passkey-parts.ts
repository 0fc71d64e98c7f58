/** Where passkeys fit into signing in. They are a feature of their own: the app layer hands these parts in. */
import type { ReactNode } from "react";

export interface SecondStepPart {
  mfaToken: string;
  /** The browser is signed in now. */
  onDone: () => void;
  /** The sign-in can't be continued. */
  onGone: () => void;
}

export interface PasskeyParts {
  /** Signs in without a password. */
  signIn: ReactNode;
  /** Answers the question for a second factor. */
  secondStep: (part: SecondStepPart) => ReactNode;
}
