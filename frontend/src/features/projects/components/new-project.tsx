/** Start a project. */
"use client";

import dynamic from "next/dynamic";

import { Page } from "@/components/layout/page";

// The form brings its checks along; the page stands without it.
const ProjectStart = dynamic(() => import("./project-start").then((module) => module.ProjectStart), { ssr: false });

export function NewProject() {
  return (
    <Page title="New project" lead="One application or service.">
      <ProjectStart />
    </Page>
  );
}
