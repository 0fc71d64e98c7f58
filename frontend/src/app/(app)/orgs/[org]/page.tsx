"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { useProjects } from "@/features/projects/api/list-projects";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

/** The door of an organization: its projects, or the first steps while there are none. */
export default function OrganizationHome() {
  const organization = useOrganization();
  const projects = useProjects(organization.id);
  const router = useRouter();
  const list = projects.data;
  useEffect(() => {
    if (list) router.replace(list.length > 0 ? paths.projects(organization.slug) : paths.start(organization.slug));
  }, [list, organization.slug, router]);
  return (
    <div className="p-6">
      <QueryView query={projects}>{() => null}</QueryView>
    </div>
  );
}
