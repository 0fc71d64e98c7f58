/** "Send the confirmation mail again", with the same answer for every address. */
"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";

import { useResendActivation } from "../api/activate";

export function ResendActivation({ email }: { email: string }) {
  const resend = useResendActivation();
  if (resend.isSuccess) return <Notice tone="ok">If {email} is waiting for confirmation, a new link is on its way.</Notice>;
  return (
    <Notice
      tone={resend.error ? "danger" : "info"}
      action={
        <Button size="sm" onClick={() => resend.mutate(email)} busy={resend.isPending}>
          Send the link again
        </Button>
      }
    >
      {resend.error ? explain(resend.error) : "The mail didn't arrive? Look in the spam folder first."}
    </Notice>
  );
}
