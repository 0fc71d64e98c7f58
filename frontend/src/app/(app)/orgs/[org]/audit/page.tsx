import type { Metadata } from "next";
import { Suspense } from "react";

import { AuditPage } from "@/features/audit/components/audit-page";

export const metadata: Metadata = { title: "Audit log · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <AuditPage />
    </Suspense>
  );
}
