/** Signs in without a password, by whatever the device has: finger, face or PIN. */
"use client";

import { KeyRound } from "lucide-react";
import { useSyncExternalStore } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { explain } from "@/lib/api/problem";

import { useSignIn } from "../api/enter";
import { knowsPasskeys } from "../browser";

const never = () => () => undefined;
const unknown = () => true; // while the page is built nobody can tell; the button keeps its place

export function PasskeySignInButton() {
  const known = useSyncExternalStore(never, knowsPasskeys, unknown);
  const signIn = useSignIn();
  if (!known) return null;
  return (
    <>
      {signIn.error ? <Notice tone="danger">{explain(signIn.error)}</Notice> : null}
      <Button className="w-full" busy={signIn.isPending || signIn.isSuccess} onClick={() => signIn.mutate()}>
        <KeyRound aria-hidden /> Sign in with a passkey
      </Button>
    </>
  );
}
