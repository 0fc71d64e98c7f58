/** The shapes of the contract that pages speak about. */

export type Role = "owner" | "admin" | "member" | "viewer";
export type Kind = "config" | "secret" | "write_only";
export type Color = "gray" | "blue" | "green" | "amber" | "red" | "violet";

export interface User {
  id: string;
  email: string;
  username: string | null;
  first_name: string;
  last_name: string;
  full_name: string;
  avatar_url: string | null;
  date_joined: string;
  email_verified: boolean;
  mfa_enabled: boolean;
  has_password: boolean;
}

/** What a browser gets in cookie mode: the refresh token stays in its cookie. */
export interface AccessToken {
  access: string;
  token_type: string;
  expires_in: number;
}

export interface SignedIn {
  user: User;
  tokens: AccessToken;
}

export interface Detail {
  detail: string;
}

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface Listing<T> {
  results: T[];
}

export interface InstanceConfig {
  name: string;
  version: string;
  registration_open: boolean;
  activation_required: boolean;
  password: { min_length: number; max_length: number };
  providers: { slug: string; name: string }[];
}

export interface DeviceSession {
  id: string;
  current: boolean;
  device: string;
  address: string | null;
  created_at: string;
  last_used_at: string;
  expires_at: string;
}

export interface Person {
  id: string;
  email: string;
  full_name: string;
  avatar_url: string | null;
}

export interface Organization {
  id: string;
  name: string;
  slug: string;
  role: Role;
  member_count: number;
  created_at: string;
  permissions: string[];
}

export interface Member {
  user: Person;
  role: Role;
  joined_at: string;
  last_seen_at: string | null;
}

export type InvitationState = "pending" | "accepted" | "declined" | "revoked" | "expired";

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  state: InvitationState;
  invited_by: Person | null;
  created_at: string;
  expires_at: string;
  last_sent_at: string | null;
}

export interface InvitationOutcome {
  email: string;
  invitation: Invitation | null;
  error: { code: string; message: string } | null;
}

export interface InvitationPreview {
  organization: { name: string; slug: string };
  role: Role;
  email: string;
  invited_by: string | null;
  expires_at: string;
  account_exists: boolean;
}

export interface Environment {
  id: string;
  project: string;
  name: string;
  slug: string;
  position: number;
  color: Color;
  protected: boolean;
  revision: number;
  variable_count: number;
  updated_at: string;
}

export interface Project {
  id: string;
  organization: string;
  name: string;
  slug: string;
  description: string;
  created_at: string;
  updated_at: string;
  environments: Environment[];
}

export interface Variable {
  id: string;
  environment: string;
  name: string;
  kind: Kind;
  note: string;
  version: number;
  has_value: boolean;
  length: number;
  created_at: string;
  updated_at: string;
  updated_by: Person | null;
}

export interface VariableListing {
  revision: number;
  results: Variable[];
}

export interface Revealed {
  id: string;
  name: string;
  value: string;
  version: number;
}

export interface Version {
  number: number;
  name: string;
  kind: Kind;
  note: string;
  author: Person | null;
  source: "web" | "api" | "import" | "rollback";
  created_at: string;
  revision: number;
  deleted: boolean;
}

export type ImportFormat = "dotenv" | "json" | "yaml";
export type ExportFormat = ImportFormat | "docker" | "shell" | "k8s";
export type ImportMode = "merge" | "replace";

export interface ImportError {
  line: number;
  code: string;
  message: string;
  text_masked: string;
}

export interface ImportResult {
  added: { name: string; line: number }[];
  changed: { name: string; line: number; id: string; version: number }[];
  unchanged: { name: string; line: number }[];
  removed: { name: string; id: string }[];
  errors: ImportError[];
  duplicates: { name: string; lines: number[] }[];
  revision: number;
}

export type Change =
  | {
      op: "set";
      name: string;
      value?: string;
      note?: string;
      kind?: Kind;
      rename_from?: string;
      expected_version?: number;
    }
  | { op: "delete"; name: string; expected_version?: number };

export interface ApplyResult {
  revision: number;
  results: { name: string; id: string; version: number; op: string }[];
}

export interface StaleRow {
  name: string;
  version: number;
  updated_by: Person | null;
  updated_at: string;
}

export interface ChangeSet {
  revision: number;
  author: Person | null;
  source: string;
  message: string;
  created_at: string;
  added: string[];
  changed: string[];
  removed: string[];
}

export interface ComparisonSide {
  version: number;
  length: number;
}

export interface ComparisonRow {
  name: string;
  left: ComparisonSide | null;
  right: ComparisonSide | null;
  same: boolean | null;
}

export interface Comparison {
  left: Environment;
  right: Environment;
  rows: ComparisonRow[];
}

export interface EventActor {
  kind: "user" | "token" | "application" | "system";
  id: string | null;
  label: string;
}

export interface AuditEvent {
  seq: number;
  id: string;
  at: string;
  verb: string;
  actor: EventActor;
  target: { kind: string; id: string; label: string };
  address: string | null;
  agent: string;
  request_id: string;
  organization: string;
  data: Record<string, unknown>;
  hash: string;
}

export interface AuditVerdict {
  valid: boolean;
  checked: number;
  head: { seq: number; hash: string } | null;
  broken_at: number | null;
}

export interface AuditRead {
  at: string;
  actor: EventActor;
  environment: string;
  project: string;
  count: number;
  kind: "values" | "reveal" | "export";
  address: string | null;
  agent: string;
  request_id: string;
}

export interface Notification {
  id: string;
  seq: number;
  kind: string;
  organization: { id: string; name: string; slug: string } | null;
  title: string;
  body: string;
  url: string;
  created_at: string;
  read_at: string | null;
  actor: EventActor | null;
}

export interface NotificationPage extends Page<Notification> {
  unread: number;
}

export interface NotificationPreference {
  kind: string;
  label: string;
  in_app: boolean;
  mail: boolean;
  mandatory: boolean;
}
