import type { Metadata } from "next";
import { Suspense } from "react";

import { OutboxPage } from "@/features/operating/components/outbox/outbox-page";

export const metadata: Metadata = { title: "Outbox · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <OutboxPage />
    </Suspense>
  );
}
