/** The page behind the link of a change of address; like activation it asks for a click. */
"use client";

import Link from "next/link";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";
import { paths } from "@/lib/routes";

import { useConfirmEmail } from "../api/confirm-email";
import { useLinkToken } from "@/hooks/use-link-token";

export function ConfirmEmail() {
  const token = useLinkToken();
  const confirm = useConfirmEmail();
  const home = (
    <Button asChild variant="primary">
      <Link href={paths.account}>Go to your account</Link>
    </Button>
  );
  if (token === null || isProblem(confirm.error, "invalid_token", "invalid")) {
    return (
      <AuthFrame title="This link no longer works" lead="Ask for the change again on your account page; your address is as it was.">
        {home}
      </AuthFrame>
    );
  }
  if (confirm.isSuccess) {
    return (
      <AuthFrame title="Your new address is confirmed" lead="Use it from now on to sign in.">
        {home}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirm your new e-mail address" lead="Your account will use this address from then on.">
      {confirm.error ? <Notice tone="danger">{explain(confirm.error)}</Notice> : null}
      <Button variant="primary" autoFocus busy={confirm.isPending} disabled={!token} onClick={() => confirm.mutate(token ?? "")}>
        Confirm the new address
      </Button>
    </AuthFrame>
  );
}
