/** What trying a provider out has shown, step by step. */
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";

import { Notice } from "@/components/ui/notice";
import type { ProviderTrial } from "@/lib/api/types";

const NAMES: Record<string, string> = {
  discovery: "Its description",
  issuer: "Who it says to be",
  endpoints: "Its endpoints",
  keys: "Its keys",
  pkce: "PKCE",
  base: "The page where people sign in",
  api: "Its API",
};

export function TrialReport({ trial }: { trial: ProviderTrial }) {
  return (
    <Notice tone={trial.ok ? "ok" : "danger"} title={trial.ok ? "It works: people could sign in." : "It doesn't work yet."}>
      <ul aria-label="Steps of the test" className="mt-2 grid gap-2">
        {trial.checks.map((check) => (
          <li key={check.name} className="flex gap-2">
            <Mark ok={check.ok} fatal={!trial.ok} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-medium">{NAMES[check.name] ?? check.name}</span> <span className="sr-only">{check.ok ? "is fine:" : "fails:"}</span>
              <span className="block">{check.detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** A step that fails while the whole works is worth a look, not more. */
function Mark({ ok, fatal }: { ok: boolean; fatal: boolean }) {
  if (ok) return <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />;
  if (!fatal) return <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />;
  return <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />;
}
