import type { ReactNode } from "react";

import { ProjectScope } from "@/features/projects/components/project-scope";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ project: "_" }];

export default function ProjectLayout({ children }: { children: ReactNode }) {
  return <ProjectScope>{children}</ProjectScope>;
}
