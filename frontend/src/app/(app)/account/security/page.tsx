import type { Metadata } from "next";
import { Suspense } from "react";

import { passkeyList } from "@/app/_passkeys/account-parts";
import { SecurityPage } from "@/features/account/components/security-page";

export const metadata: Metadata = { title: "Security · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <SecurityPage passkeys={passkeyList} />
    </Suspense>
  );
}
