import type { Metadata } from "next";

import { NewProject } from "@/features/projects/components/new-project";

export const metadata: Metadata = { title: "New project · KeyNest" };

export default function Page() {
  return <NewProject />;
}
