import type { Metadata } from "next";
import { Suspense } from "react";

import { ComparePage } from "@/features/vault/components/compare/compare-page";

export const metadata: Metadata = { title: "Compare · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <ComparePage />
    </Suspense>
  );
}
