/** The head of an environment's pages: its name and colour, its siblings, what can be done. */
"use client";

import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";

import { Page } from "@/components/layout/page";
import { Badge, EnvironmentDot } from "@/components/ui/badge";
import { TabLinks } from "@/components/ui/tabs";
import type { Environment } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";
import { plural } from "@/lib/text";

import { useAround } from "../../around";

interface FrameProps {
  environment: Environment;
  page: "table" | "timeline";
  actions?: ReactNode;
  children: ReactNode;
}

export function EnvironmentFrame({ environment, page, actions, children }: FrameProps) {
  const { slug: org } = useOrganization();
  const project = useProject();
  const { here } = useAround();
  const table = paths.env(org, project.slug, environment.slug);
  const timeline = paths.timeline(org, project.slug, environment.slug);
  return (
    <Page
      wide
      title={`${environment.name} · ${project.name}`}
      heading={
        <span className="flex flex-wrap items-center gap-2.5">
          <EnvironmentDot color={environment.color} className="size-3" />
          {environment.name}
          {environment.protected ? (
            <Badge tone="danger">
              <ShieldAlert aria-hidden className="size-3.5" /> protected
            </Badge>
          ) : null}
        </span>
      }
      lead={
        <span className="text-sm">
          {project.name} · {plural(environment.variable_count, "variable")} · revision {environment.revision}
        </span>
      }
      actions={
        <>
          {here}
          {actions}
        </>
      }
      tabs={
        <TabLinks
          label="Pages of this environment"
          tabs={[
            { href: table, label: "Variables", current: page === "table" },
            { href: timeline, label: "Timeline", current: page === "timeline" },
            ...project.environments
              .filter((other) => other.id !== environment.id)
              .map((other) => ({
                href: paths.compare(org, project.slug, environment.slug, other.slug),
                label: `Compare with ${other.name}`,
                current: false,
              })),
          ]}
        />
      }
    >
      {children}
    </Page>
  );
}
