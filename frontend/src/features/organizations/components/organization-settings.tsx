/** What an organization is called, what it asks of its members, and its dangerous corner. */
"use client";

import dynamic from "next/dynamic";

import { Section } from "@/components/layout/page";

// Each brings its forms and dialogs along; the page stands without them.
const GeneralSettings = dynamic(() => import("./general-settings").then((module) => module.GeneralSettings), { ssr: false });
const RequireFactor = dynamic(() => import("./require-factor").then((module) => module.RequireFactor), { ssr: false });
const DangerZone = dynamic(() => import("./danger-zone").then((module) => module.DangerZone), { ssr: false });

export function OrganizationSettings() {
  return (
    <>
      <Section title="General">
        <GeneralSettings />
      </Section>
      <Section title="Security" lead="Who comes in with a password alone.">
        <RequireFactor />
      </Section>
      <Section title="Danger zone" lead="What can't be taken back.">
        <DangerZone />
      </Section>
    </>
  );
}
