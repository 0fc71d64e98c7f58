/** Small makers of the things that tests speak about. */
import type { ChatMessage, ChatRoom, Environment, Organization, Person, Project, User, Variable } from "@/lib/api/types";

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

export const makePerson = (over: Partial<Person> = {}): Person => ({
  id: id(),
  email: "grace@example.com",
  full_name: "Grace Hopper",
  avatar_url: null,
  ...over,
});

/** The message of this number; its id follows from it. */
export const makeMessage = (no: number, over: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `message-${no}`,
  room: "room",
  no,
  seq: no,
  cid: null,
  author: makePerson({ id: "grace" }),
  author_label: "Grace Hopper",
  text: `message ${no}`,
  created_at: AT,
  edited_at: null,
  deleted: false,
  mentions: [],
  ...over,
});

export const makeRoom = (over: Partial<ChatRoom> = {}): ChatRoom => ({
  id: id(),
  organization: "org",
  kind: "organization",
  project: null,
  name: "general",
  topic: "",
  people: [],
  last_no: 0,
  last_at: null,
  last_message: null,
  unread: 0,
  mentions: 0,
  muted: false,
  read_no: 0,
  archived: false,
  created_at: AT,
  may: { post: true, edit: true, archive: false },
  stream: { s: "r:room", epoch: "e", head: 0 },
  ...over,
});
