"use client";

import { useRouter } from "next/navigation";

import { passkeys } from "@/app/_passkeys/parts";
import { logout } from "@/features/auth/api/logout";
import { InvitedLogin, InvitedRegister } from "@/features/auth/components/invited-forms";
import { InvitationPage } from "@/features/members/components/invitation-page";
import { useLinkToken } from "@/hooks/use-link-token";
import { paths } from "@/lib/routes";

export default function Page() {
  const router = useRouter();
  const token = useLinkToken();
  return (
    <InvitationPage
      token={token}
      onSwitch={logout}
      login={(email) => <InvitedLogin email={email} passkeys={passkeys} />}
      register={(email, invitation) => <InvitedRegister email={email} token={invitation} onJoined={() => router.replace(paths.home)} />}
    />
  );
}
