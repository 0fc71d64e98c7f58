/** The members, with who of them is online. */
"use client";

import { MembersPage } from "@/features/members/components/members-page";
import { OnlineContext } from "@/features/members/online";
import { useOnline } from "@/features/presence/use-presence";
import { useOrganization } from "@/lib/scope";

export function Members() {
  const online = useOnline(useOrganization().id);
  return (
    <OnlineContext value={online}>
      <MembersPage />
    </OnlineContext>
  );
}
