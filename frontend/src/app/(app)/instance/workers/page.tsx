import type { Metadata } from "next";

import { WorkersPage } from "@/features/operating/components/workers/workers-page";

export const metadata: Metadata = { title: "Workers · KeyNest" };

export default function Page() {
  return <WorkersPage />;
}
