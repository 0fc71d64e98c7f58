import type { Metadata } from "next";
import { Suspense } from "react";

import { ProjectList } from "@/features/projects/components/project-list";

export const metadata: Metadata = { title: "Projects · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <ProjectList />
    </Suspense>
  );
}
