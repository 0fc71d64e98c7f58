/** A project's name and address, its environments, and its end. */
"use client";

import dynamic from "next/dynamic";

import { Page, Section } from "@/components/layout/page";
import { can } from "@/lib/permissions";
import { useOrganization, useProject } from "@/lib/scope";

// Each brings its forms and dialogs along; the page stands without them.
const GeneralSettings = dynamic(() => import("./general-settings").then((module) => module.GeneralSettings), { ssr: false });
const EnvironmentSettings = dynamic(() => import("./environment-settings").then((module) => module.EnvironmentSettings), { ssr: false });
const DeleteProject = dynamic(() => import("./delete-project").then((module) => module.DeleteProject), { ssr: false });

export function ProjectSettings() {
  const organization = useOrganization();
  const project = useProject();
  return (
    <Page title={`Settings · ${project.name}`} heading="Project settings" lead={project.name}>
      <Section title="General">
        <GeneralSettings />
      </Section>
      <Section title="Environments" lead="Their order is the order of the columns and of the keys 1 to 9.">
        <EnvironmentSettings />
      </Section>
      {can(organization, "project:delete") ? (
        <Section title="Delete" lead="With every environment, variable and version.">
          <DeleteProject />
        </Section>
      ) : null}
    </Page>
  );
}
