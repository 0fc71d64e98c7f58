import type { Metadata } from "next";
import { Suspense } from "react";

import { EnvironmentPage } from "@/features/vault/components/table/environment-page";

export const metadata: Metadata = { title: "Environment · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <EnvironmentPage />
    </Suspense>
  );
}
