/** What no journey can bring about through the API in time: written into the database of the running system. */
import { execFileSync } from "node:child_process";
import path from "node:path";

import type { Person } from "./stage";

const BACKEND = path.resolve(import.meta.dirname, "../../../backend");
const MODELS = "from datetime import timedelta; from django.utils import timezone; from authentication.models import Identity, Session, User; ";

function write(program: string): void {
  execFileSync(path.join(BACKEND, ".venv/bin/python"), ["manage.py", "shell", "-v", "0", "-c", MODELS + program], { cwd: BACKEND });
}

/** Ten minutes pass: the last proof that it is oneself counts no more. */
export function letProofsFade({ id }: Person): void {
  write(`Session.objects.filter(user_id="${id}").update(confirmed_at=timezone.now() - timedelta(minutes=10))`);
}

/** As if the account had come by a provider that is switched off by now: no password, one connection. */
export function leaveOnlyProvider({ id }: Person): void {
  write(
    `User.objects.filter(pk="${id}").update(password="!"); ` +
      `Identity.objects.create(user_id="${id}", provider="former", issuer="https://former.example", subject="${id}", email="ada@former.example", name="Ada L.", created_at=timezone.now())`,
  );
}

/** A week passes for somebody's digest: what waits for it is older, and so is their plan; then the job looks who is due. */
export function letDigestCome({ id }: Person): void {
  write(
    "from core.notifications.actions.digests import queue_due; from core.notifications.models import DigestEntry, DigestPlan; " +
      "before = timezone.now() - timedelta(days=8); " +
      `DigestPlan.objects.filter(user_id="${id}").update(queued_until=before); ` +
      `DigestEntry.objects.filter(user_id="${id}").update(created_at=before); queue_due()`,
  );
}
