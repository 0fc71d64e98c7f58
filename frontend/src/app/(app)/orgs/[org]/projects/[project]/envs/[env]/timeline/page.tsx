import type { Metadata } from "next";

import { TimelinePage } from "@/features/vault/components/timeline/timeline-page";

export const metadata: Metadata = { title: "Timeline · KeyNest" };

export default function Page() {
  return <TimelinePage />;
}
