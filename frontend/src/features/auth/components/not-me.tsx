/** The page behind "this was not me": one click ends every session and shuts the way in that was used. */
"use client";

import Link from "next/link";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useLinkToken } from "@/hooks/use-link-token";
import { explain, isProblem } from "@/lib/api/problem";
import { paths } from "@/lib/routes";

import { useNotMe } from "../api/not-me";

const toReset = (
  <Button asChild>
    <Link href={paths.forgot}>Ask for a new link</Link>
  </Button>
);

export function NotMe() {
  const token = useLinkToken();
  const report = useNotMe();
  if (token === null || isProblem(report.error, "invalid_token", "invalid")) {
    return (
      <AuthFrame title="This link no longer works" lead="It was used already, or it is older than a week. If you are worried, choose a new password: that ends every other session.">
        {toReset}
      </AuthFrame>
    );
  }
  if (report.isSuccess) return <Done />;
  return (
    <AuthFrame title="Was somebody else in your account?" lead="Then shut them out. If the sign-in was yours, close this page: nothing changes.">
      {report.error ? <Notice tone="danger">{explain(report.error)}</Notice> : null}
      <ul className="grid list-disc gap-1 pl-5 text-sm text-muted">
        <li>Every session ends at once, yours included.</li>
        <li>The way in that was used stops working, and so does what was added since.</li>
        <li>We mail you a link to choose a new password.</li>
      </ul>
      <Button variant="danger" busy={report.isPending} disabled={!token} onClick={() => report.mutate(token ?? "")}>
        It was not me: end everything
      </Button>
    </AuthFrame>
  );
}

function Done() {
  return (
    <AuthFrame title="Everybody is out" lead="All sessions have ended, and the way in that was used is shut.">
      <p role="status">We have mailed you a link. Choose a new password with it, and you are in again. Then look at your connections and passkeys.</p>
      <div className="flex flex-wrap items-center gap-3 text-sm text-muted">The mail didn&apos;t arrive? {toReset}</div>
    </AuthFrame>
  );
}
