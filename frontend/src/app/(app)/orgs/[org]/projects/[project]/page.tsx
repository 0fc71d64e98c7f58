import type { Metadata } from "next";
import { Suspense } from "react";

import { ProjectOverview } from "@/features/vault/components/overview/project-overview";

export const metadata: Metadata = { title: "Project · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <ProjectOverview />
    </Suspense>
  );
}
