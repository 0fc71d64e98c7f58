/** An account that came by a provider has no password: one is set by mail, as a forgotten one is. */
"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import { explain } from "@/lib/api/problem";

import { useAskPassword } from "../api/security";

export function SetPassword() {
  const user = useUser();
  const ask = useAskPassword();
  return (
    <div className="grid max-w-md justify-items-start gap-4">
      {ask.isSuccess ? (
        <Notice tone="ok" className="w-full">
          We wrote to {user.email}. The link there sets your password.
        </Notice>
      ) : null}
      {ask.error ? (
        <Notice tone="danger" className="w-full">
          {explain(ask.error)}
        </Notice>
      ) : null}
      <p className="max-w-prose">You sign in without one. With a password you get in even when the provider you use is away.</p>
      <Button variant="primary" busy={ask.isPending} onClick={() => ask.mutate(user.email)}>
        {ask.isSuccess ? "Send it again" : "Send me a link to set one"}
      </Button>
    </div>
  );
}
