import type { Metadata } from "next";
import { Suspense } from "react";

import { Inbox } from "@/features/notifications/components/inbox";

export const metadata: Metadata = { title: "Inbox · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <Inbox />
    </Suspense>
  );
}
