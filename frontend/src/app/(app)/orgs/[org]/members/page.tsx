import type { Metadata } from "next";
import { Suspense } from "react";

import { MembersPage } from "@/features/members/components/members-page";

export const metadata: Metadata = { title: "Members · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <MembersPage />
    </Suspense>
  );
}
