/** Where a browser comes back to from a provider: finishes the sign-in, or says what stands in its way. */
"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";

import { AuthFrame } from "@/components/layout/auth-frame";
import { paths } from "@/lib/routes";

import { useArrive } from "../api/arrive";
import { isChallenge } from "../api/enter";
import { type Arrival, type Exchange, type HandOver, takeArrival } from "../arrival";
import type { PasskeyParts } from "../passkey-parts";
import { reasonOf } from "../refusals";
import { Connected } from "./connected";
import { RefusalPage } from "./refusal-page";
import { SecondStepPage } from "./second-step-page";

export function OauthCallback({ passkeys }: { passkeys: PasskeyParts }) {
  const arrival = useAddress();
  if (!arrival) return <Progress />;
  if (arrival.kind === "refusal") return <RefusalPage {...arrival} />;
  if (arrival.kind === "linked") return <Connected {...arrival} />;
  if (arrival.kind === "nothing") return <RefusalPage reason="invalid_state" provider="" next={paths.home} />;
  return <SigningIn arrival={arrival} passkeys={passkeys} />;
}

function useAddress(): Arrival | null {
  const [arrival, setArrival] = useState<Arrival | null>(null);
  useEffect(() => {
    const read = setTimeout(() => setArrival(takeArrival()), 0);
    return () => clearTimeout(read);
  }, []);
  return arrival;
}

function SigningIn({ arrival, passkeys }: { arrival: HandOver | Exchange; passkeys: PasskeyParts }) {
  const { mutate, data, error } = useArrive();
  const [over, setOver] = useState(false);
  const { finish, closing } = useFinish(arrival.next);
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) return; // the code works once
    sent.current = true;
    mutate(arrival, { onSuccess: (answer) => (isChallenge(answer) ? undefined : finish()) });
  }, [arrival, mutate, finish]);
  const provider = arrival.kind === "exchange" ? arrival.provider : "";
  if (error) return <RefusalPage reason={reasonOf(error)} provider={provider} next={arrival.next} />;
  if (over) return <RefusalPage reason="second_step_over" provider={provider} next={arrival.next} />;
  if (closing) return <AuthFrame title="You are signed in" lead="Close this window to go on where you were." />;
  if (isChallenge(data)) return <SecondStepPage challenge={data} passkeys={passkeys} onDone={finish} onAgain={() => setOver(true)} />;
  return <Progress />;
}

/** On to the page one wanted; a window that was opened over a page closes instead. */
function useFinish(next: string): { finish: () => void; closing: boolean } {
  const router = useRouter();
  const [closing, setClosing] = useState(false);
  const finish = useCallback(() => {
    if (next !== paths.oauthCallback) return router.replace(next);
    setClosing(true);
    window.close();
  }, [next, router]);
  return { finish, closing };
}

function Progress() {
  return (
    <AuthFrame title="Signing you in" lead="One moment.">
      <div role="status" aria-label="Signing in" className="h-1 overflow-hidden rounded-full bg-sunken">
        <div className="h-full w-1/3 animate-pulse rounded-full bg-accent motion-reduce:animate-none" />
      </div>
    </AuthFrame>
  );
}
