import type { Metadata } from "next";
import { Suspense } from "react";

import { LettersPage } from "@/features/operating/components/letters/letters-page";

export const metadata: Metadata = { title: "Letters · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <LettersPage />
    </Suspense>
  );
}
