import type { Metadata } from "next";
import { Suspense } from "react";

import { Members } from "./_frame/members";

export const metadata: Metadata = { title: "Members · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <Members />
    </Suspense>
  );
}
