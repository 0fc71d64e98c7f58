/** A session that ended in the middle of work: sign in again over the page, which stays as it is, drafts and all. */
"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { useSession } from "@/hooks/use-session";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import { session } from "@/lib/session/browser";

import type { PasskeyParts } from "../passkey-parts";
import { ReloginForm } from "./relogin-form";

export function ReloginDialog({ passkeys }: { passkeys: PasskeyParts }) {
  const state = useSession();
  const guard = useLeaveGuard();
  if (state.status !== "expired") return null;
  return (
    <Dialog open insistent onOpenChange={() => undefined} title="Sign in again" description="Your session ended. What you were working on is still here.">
      <div className="grid gap-4">
        {state.replaced ? <Replaced onSwitch={() => guard.leave(() => session.giveWay())} /> : null}
        <p className="text-sm">
          Signed in as <strong className="[overflow-wrap:anywhere]">{state.user.email}</strong>
        </p>
        <ReloginForm user={state.user} passkeys={passkeys} />
        <Button variant="ghost" className="justify-self-end" onClick={() => guard.leave(() => session.end())}>
          Sign out and drop unsaved work
        </Button>
      </div>
      {guard.dialog}
    </Dialog>
  );
}

function Replaced({ onSwitch }: { onSwitch: () => void }) {
  return (
    <Notice
      tone="warn"
      title="Somebody else signed in in this browser"
      action={
        <Button size="sm" onClick={onSwitch}>
          Go on as they
        </Button>
      }
    >
      The unsaved work on this page is yours. Sign in again to keep it.
    </Notice>
  );
}
