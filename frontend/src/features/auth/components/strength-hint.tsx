/** Four bars and a word under a new password. */
import { cn } from "@/lib/cn";

import { strength } from "../strength";

const TONES = ["bg-danger", "bg-danger", "bg-warn", "bg-ok", "bg-ok"];

export function StrengthHint({ password, minimum }: { password: string; minimum: number }) {
  if (!password) return <span>At least {minimum} characters. A sentence works well.</span>;
  const { score, label } = strength(password, minimum);
  return (
    <span className="flex items-center gap-2" aria-live="polite">
      <span aria-hidden className="flex gap-0.5">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={cn("h-1 w-6 rounded-full bg-line", step <= Math.max(score, 1) && TONES[score])} />
        ))}
      </span>
      {label}
      {score === 0 ? `: ${minimum - password.length} more` : null}
    </span>
  );
}
