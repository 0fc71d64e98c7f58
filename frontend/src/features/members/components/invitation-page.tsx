/**
 * The page behind an invitation: for somebody signed in, for somebody with an account, for somebody new, and for
 * somebody signed in as another person. The token stays in memory through all of it.
 */
"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { ErrorState } from "@/components/feedback/states";
import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { Ago } from "@/components/ui/time";
import { useSession } from "@/hooks/use-session";
import { explain, isProblem } from "@/lib/api/problem";
import type { InvitationPreview, User } from "@/lib/api/types";
import { roleLabel } from "@/lib/permissions";
import { paths } from "@/lib/routes";

import { useAcceptInvitation, useDeclineInvitation, useInvitationPreview } from "../api/join";

export interface JoinForms {
  /** Sign out, the token kept. */
  onSwitch: () => Promise<void>;
  login: (email: string) => ReactNode;
  register: (email: string, token: string) => ReactNode;
}

interface InvitationPageProps extends JoinForms {
  token: string | null | undefined;
}

export function InvitationPage({ token, ...forms }: InvitationPageProps) {
  const preview = useInvitationPreview(token);
  const { status, user } = useSession();
  if (token === null || isProblem(preview.error, "invalid_token", "invalid", "not_found")) return <Dead />;
  if (preview.error) return <ErrorState error={preview.error} retry={() => void preview.refetch()} />;
  if (!token || !preview.data || status === "unknown") {
    return (
      <AuthFrame title="Invitation">
        <div className="late grid gap-3" role="status" aria-label="Loading">
          <Skeleton className="h-4 w-3/4" />
          <Skeleton className="h-9" />
        </div>
      </AuthFrame>
    );
  }
  return <Choice token={token} preview={preview.data} user={status === "signed-out" ? null : user} {...forms} />;
}

function Dead() {
  return (
    <AuthFrame title="This invitation no longer works" lead="It was used, taken back, or is older than 7 days. Ask for a new one.">
      <Button asChild>
        <Link href={paths.home}>Go to KeyNest</Link>
      </Button>
    </AuthFrame>
  );
}

interface ChoiceProps extends JoinForms {
  token: string;
  preview: InvitationPreview;
  user: User | null;
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

function Choice({ token, preview, user, onSwitch, login, register }: ChoiceProps) {
  const router = useRouter();
  const accept = useAcceptInvitation();
  const decline = useDeclineInvitation();
  const [switching, setSwitching] = useState(false);
  const { organization, email } = preview;
  const join = () => accept.mutate(token, { onSuccess: ({ organization: joined }) => router.replace(paths.org(joined.slug)) });
  if (decline.isSuccess) return <AuthFrame title="Invitation declined" lead={`Nobody was added to ${organization.name}.`} />;
  const error = accept.error ?? decline.error;
  const refuse = (
    <Button variant="link" size="sm" busy={decline.isPending} onClick={() => decline.mutate(token)}>
      Decline the invitation
    </Button>
  );
  return (
    <AuthFrame title={`Join ${organization.name}`} lead={<Offer preview={preview} />} foot={refuse}>
      {error ? <Notice tone="danger">{explain(error)}</Notice> : null}
      {!user ? (
        preview.account_exists ? login(email) : register(email, token)
      ) : same(user.email, email) ? (
        <Button variant="primary" busy={accept.isPending || accept.isSuccess} onClick={join}>
          Accept as {user.full_name || user.email}
        </Button>
      ) : (
        <Notice
          tone="warn"
          title={`You are signed in as ${user.email}`}
          action={
            <Button
              size="sm"
              busy={switching}
              onClick={() => {
                setSwitching(true);
                void onSwitch().finally(() => setSwitching(false));
              }}
            >
              Switch account
            </Button>
          }
        >
          The invitation is for {email}. Switch to that account to accept it; nothing changes for this one.
        </Notice>
      )}
    </AuthFrame>
  );
}

function Offer({ preview }: { preview: InvitationPreview }) {
  return (
    <>
      {preview.invited_by ? `${preview.invited_by} invites` : "You are invited,"} <strong className="font-medium text-ink [overflow-wrap:anywhere]">{preview.email}</strong> as{" "}
      {roleLabel(preview.role).toLowerCase()}. The link ends <Ago at={preview.expires_at} />.
    </>
  );
}
