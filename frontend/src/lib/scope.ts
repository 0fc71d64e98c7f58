/** The organization and project that the address names, loaded, for everything below them. */
"use client";

import { createContext, useContext } from "react";

import type { Environment, Organization, Project } from "@/lib/api/types";

export const OrganizationContext = createContext<Organization | null>(null);
export const ProjectContext = createContext<Project | null>(null);

export function useOrganization(): Organization {
  const organization = useContext(OrganizationContext);
  if (!organization) throw new Error("useOrganization outside of an organization's pages");
  return organization;
}

export function useMaybeOrganization(): Organization | null {
  return useContext(OrganizationContext);
}

export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject outside of a project's pages");
  return project;
}

export function environmentBySlug(project: Project, slug: string): Environment | undefined {
  return project.environments.find((environment) => environment.slug === slug);
}
