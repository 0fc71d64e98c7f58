/** The second step, as a page of its own. */
import { AuthFrame } from "@/components/layout/auth-frame";

import { SecondStep, type SecondStepProps } from "./second-step";

export function SecondStepPage(props: SecondStepProps) {
  return (
    <AuthFrame title="One more step" lead="Prove that it is you.">
      <SecondStep {...props} />
    </AuthFrame>
  );
}
