/** Which first steps there are, and which are done: read from the data, so that it survives any reload. */
import type { Organization } from "@/lib/api/types";
import { paths } from "@/lib/routes";

export interface Progress {
  hasProject: boolean;
  hasVariables: boolean;
  hasCompany: boolean;
  /** Where to import: the first environment there is. */
  first: { project: string; environment: string; id: string } | null;
  origin: string;
}

export interface Step {
  title: string;
  about: string;
  done: boolean;
  href: string | null;
  action: string;
  snippet?: string;
}

export function stepsOf(organization: Pick<Organization, "slug">, progress: Progress): Step[] {
  const { slug } = organization;
  const { first } = progress;
  const snippet = [
    "# a signed-in person's token; see FRONTEND_INTEGRATION.md",
    `curl -H "Authorization: Bearer $ACCESS" \\`,
    `  ${progress.origin}/api/core/environments/${first?.id ?? "<environment>"}/values/`,
  ].join("\n");
  return [
    {
      title: "Create a project",
      about: "One per application. It comes with development, staging and production.",
      done: progress.hasProject,
      href: paths.newProject(slug),
      action: progress.hasProject ? "Another one" : "New project",
    },
    {
      title: "Bring in a .env file",
      about: "Paste it, drop it, or try the sample. You see what it would do before anything is saved.",
      done: progress.hasVariables,
      href: first ? paths.env(slug, first.project, first.environment) : null,
      action: "Open the environment",
    },
    {
      title: "Invite your team",
      about: "Viewers look, members change, admins manage.",
      done: progress.hasCompany,
      href: paths.members(slug),
      action: "Members",
    },
    {
      title: "Read them from a program",
      about: "One request answers all values of an environment, with an ETag for the next time.",
      done: false,
      href: null,
      action: "",
      snippet,
    },
  ];
}
