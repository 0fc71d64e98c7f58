import type { Metadata } from "next";

import { ProjectSettings } from "@/features/projects/components/project-settings";

export const metadata: Metadata = { title: "Project settings · KeyNest" };

export default function Page() {
  return <ProjectSettings />;
}
