/** What the interface offers. The server decides; `can` only hides what would be refused. */
import type { Organization, Role } from "@/lib/api/types";

export type Permission =
  | "organization:update"
  | "organization:delete"
  | "organization:leave"
  | "organization:transfer"
  | "member:read"
  | "member:update"
  | "member:remove"
  | "invitation:read"
  | "invitation:write"
  | "project:create"
  | "project:update"
  | "project:delete"
  | "environment:create"
  | "environment:update"
  | "environment:delete"
  | "variable:list"
  | "variable:read"
  | "variable:write"
  | "audit:read";

export function can(organization: Pick<Organization, "permissions">, permission: Permission): boolean {
  return organization.permissions.includes(permission);
}

export const ROLES: { role: Role; label: string; about: string }[] = [
  { role: "owner", label: "Owner", about: "Everything, including deleting the organization." },
  { role: "admin", label: "Admin", about: "Members, projects, settings and the audit log." },
  { role: "member", label: "Member", about: "Read and change variables." },
  { role: "viewer", label: "Viewer", about: "Look, but change nothing." },
];

export function roleLabel(role: Role): string {
  return ROLES.find((entry) => entry.role === role)?.label ?? role;
}

/** An admin hands out every role but the highest. */
export function grantableRoles(own: Role): Role[] {
  if (own === "owner") return ["owner", "admin", "member", "viewer"];
  return own === "admin" ? ["admin", "member", "viewer"] : [];
}
