/** The door of an organization that asks for a second factor, for whoever has none: how to get in, or to leave. */
"use client";

import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";

import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import type { Organization } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { done, failed } from "@/lib/toast";

import { useExitOrganization } from "../api/change-organization";

export function LockedOrganization({ organization }: { organization: Organization }) {
  const here = usePathname();
  return (
    <Page title={organization.name}>
      <EmptyState
        title={`${organization.name} asks for a second factor`}
        mark={<ShieldCheck />}
        action={
          <>
            <Button asChild variant="primary">
              <Link href={paths.securityFor(here)}>Set up a second factor</Link>
            </Button>
            <Leave organization={organization} />
          </>
        }
      >
        <p>Everybody here signs in with a password and one proof more: the code of an app on the phone, or a passkey. It takes two minutes, and brings you back to this page.</p>
      </EmptyState>
    </Page>
  );
}

function Leave({ organization }: { organization: Organization }) {
  const router = useRouter();
  const guard = useLeaveGuard();
  const exit = useExitOrganization(organization.id);
  const [asking, setAsking] = useState(false);
  const leave = () =>
    exit
      .mutateAsync({ leave: true })
      .then(() => {
        done(`You left ${organization.name}.`);
        router.replace(paths.organizations);
      })
      .catch((error: unknown) => {
        setAsking(false);
        failed(error);
      });
  return (
    <>
      <Button variant="ghost" onClick={() => guard.leave(() => setAsking(true))}>
        Leave the organization
      </Button>
      <Confirm open={asking} onOpenChange={setAsking} title={`Leave ${organization.name}?`} action="Leave" busy={exit.isPending} onConfirm={() => void leave()}>
        <p>To come back you need a new invitation.</p>
      </Confirm>
      {guard.dialog}
    </>
  );
}
