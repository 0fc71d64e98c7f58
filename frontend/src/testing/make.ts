/** Small makers of the things that tests speak about. */
import type { Environment, Organization, Project, User, Variable } from "@/lib/api/types";

let count = 0;
const id = (): string => `id-${(count += 1)}`;
const AT = "2026-11-21T09:00:00Z";

export const makeUser = (over: Partial<User> = {}): User => ({
  id: id(),
  email: "ada@example.com",
  username: null,
  first_name: "Ada",
  last_name: "Lovelace",
  full_name: "Ada Lovelace",
  language: "",
  time_zone: "",
  avatar_url: null,
  date_joined: AT,
  email_verified: true,
  mfa_enabled: false,
  has_password: true,
  is_operator: false,
  identities: [],
  ...over,
});

export const makeVariable = (over: Partial<Variable> = {}): Variable => ({
  id: id(),
  environment: "env",
  name: "API_KEY",
  kind: "secret",
  note: "",
  version: 1,
  has_value: true,
  length: 4,
  created_at: AT,
  updated_at: AT,
  updated_by: null,
  ...over,
});

export const makeEnvironment = (over: Partial<Environment> = {}): Environment => ({
  id: id(),
  project: "project",
  name: "development",
  slug: "development",
  position: 0,
  color: "gray",
  protected: false,
  revision: 1,
  variable_count: 0,
  updated_at: AT,
  ...over,
});

export const makeProject = (over: Partial<Project> = {}): Project => ({
  id: id(),
  organization: "org",
  name: "Checkout",
  slug: "checkout",
  description: "",
  created_at: AT,
  updated_at: AT,
  environments: [],
  ...over,
});

export const makeOrganization = (over: Partial<Organization> = {}): Organization => ({
  id: id(),
  name: "Acme",
  slug: "acme",
  role: "owner",
  member_count: 1,
  require_mfa: false,
  locked: false,
  created_at: AT,
  permissions: [],
  ...over,
});
