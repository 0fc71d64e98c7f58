/** What guards the account: the password, a second factor, and the codes for when that is lost. */
"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { Section } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useSearchState } from "@/hooks/use-search-state";
import { useUser } from "@/hooks/use-session";
import type { Factors } from "@/lib/api/types";
import { paths, safeNext } from "@/lib/routes";

import { useFactors, useFactorsChanged } from "../api/factors";
import type { PasskeyListPart } from "../passkey-slots";
import { AccountFrame } from "./account-frame";
import { RecoveryCodes } from "./recovery-codes";
import { SetPassword } from "./set-password";
import { TotpApp } from "./totp-app";

// Forms bring their checks along; the page stands without them.
const ChangePassword = dynamic(() => import("./change-password").then((module) => module.ChangePassword), { ssr: false });
const CodesDialog = dynamic(() => import("./codes-dialog").then((module) => module.CodesDialog), { ssr: false });

export function SecurityPage({ passkeys }: { passkeys: PasskeyListPart | null }) {
  const user = useUser();
  const factors = useFactors();
  return (
    <AccountFrame title="Security">
      <WayBack />
      {user.has_password ? (
        <Section title="Password" lead="Changing it signs out every other session.">
          <ChangePassword />
        </Section>
      ) : (
        <Section title="Password" lead="You have none.">
          <SetPassword />
        </Section>
      )}
      <QueryView query={factors}>{(found) => <SecondFactors factors={found} passkeys={passkeys} />}</QueryView>
    </AccountFrame>
  );
}

function SecondFactors({ factors, passkeys }: { factors: Factors; passkeys: PasskeyListPart | null }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = useFactorsChanged();
  return (
    <>
      <Section title="Authenticator app" lead="A second factor: after the password, six digits that only your phone knows.">
        <TotpApp since={factors.totp.enabled ? factors.totp.created_at : null} onCodes={setCodes} />
      </Section>
      {passkeys ? (
        <Section title="Passkeys" lead="Sign in with your device: its fingerprint, face or PIN. Can't be phished.">
          {passkeys({
            passkeys: factors.passkeys,
            onChanged: (outcome) => {
              if (outcome.recovery_codes) setCodes(outcome.recovery_codes);
              changed(outcome);
            },
          })}
        </Section>
      ) : null}
      {factors.enabled ? (
        <Section title="Recovery codes" lead="For the day your phone is lost. Each works once.">
          <RecoveryCodes left={factors.recovery_codes.left} since={factors.recovery_codes.created_at} onCodes={setCodes} />
        </Section>
      ) : null}
      {codes ? <CodesDialog codes={codes} onClose={() => setCodes(null)} /> : null}
    </>
  );
}

/** Whoever was sent here by an organization that asks for a second factor goes back there. */
function WayBack() {
  const [search] = useSearchState();
  const user = useUser();
  const next = safeNext(search.get("next"));
  if (next === paths.home) return null;
  if (!user.mfa_enabled) return <Notice tone="warn">Set up an authenticator app or a passkey below, then go on where you were.</Notice>;
  return (
    <Notice
      tone="ok"
      title="Your second factor is set up"
      action={
        <Button asChild variant="primary" size="sm">
          <Link href={next}>Back to where you were</Link>
        </Button>
      }
    />
  );
}
