/** Every address of the web app, both ways: building links and reading where we are. */

export interface Route {
  org: string;
  project: string;
  env: string;
  /** The last part of the path below the deepest of those, e.g. `members` or `settings`. */
  section: string;
}

export const NOWHERE: Route = { org: "", project: "", env: "", section: "" };

export function readRoute(pathname: string): Route {
  const parts = pathname.split("/").filter(Boolean).map(decode);
  if (parts[0] !== "orgs" || !parts[1]) return { ...NOWHERE, section: parts[0] ?? "" };
  const org = parts[1];
  if (parts[2] !== "projects" || !parts[3]) return { ...NOWHERE, org, section: parts[2] ?? "" };
  const project = parts[3];
  if (parts[4] !== "envs" || !parts[5]) return { org, project, env: "", section: parts[4] ?? "" };
  return { org, project, env: parts[5], section: parts[6] ?? "" };
}

/** What stands below a page of an organization: the room of `/orgs/acme/chat/<room>`. */
export function readItem(pathname: string): string {
  const parts = pathname.split("/").filter(Boolean);
  return parts[0] === "orgs" ? decode(parts[3] ?? "") : "";
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const part = encodeURIComponent;

export const paths = {
  home: "/",
  login: "/login",
  register: "/register",
  forgot: "/forgot-password",
  invitation: "/invitation",
  oauthCallback: "/oauth/callback",
  connections: "/account/connections",
  organizations: "/organizations",
  newOrganization: "/organizations/new",
  inbox: "/inbox",
  preferences: "/inbox/preferences",
  account: "/account",
  security: "/account/security",
  sessions: "/account/sessions",
  instanceSignIn: "/instance/sign-in",
  workers: "/instance/workers",
  outbox: "/instance/outbox",
  letters: "/instance/mails",
  /** To set up a second factor, and back again. */
  securityFor: (next: string) => `/account/security?next=${part(next)}`,
  org: (org: string) => `/orgs/${part(org)}`,
  start: (org: string) => `/orgs/${part(org)}/start`,
  projects: (org: string) => `/orgs/${part(org)}/projects`,
  newProject: (org: string) => `/orgs/${part(org)}/new-project`,
  members: (org: string) => `/orgs/${part(org)}/members`,
  audit: (org: string) => `/orgs/${part(org)}/audit`,
  orgSettings: (org: string) => `/orgs/${part(org)}/settings`,
  orgNotifications: (org: string) => `/orgs/${part(org)}/settings/notifications`,
  orgMail: (org: string) => `/orgs/${part(org)}/settings/mail`,
  orgLetter: (org: string, letter: string) => `/orgs/${part(org)}/settings/mail/${part(letter)}`,
  chat: (org: string) => `/orgs/${part(org)}/chat`,
  /** To choose a room, and say something about this there. */
  chatAbout: (org: string, ref: string, name: string) => `/orgs/${part(org)}/chat?about=${part(ref)}&as=${part(name)}`,
  /** `at` is the number of a message in it. */
  room: (org: string, room: string, at?: number) => `/orgs/${part(org)}/chat/${part(room)}${at ? `?at=${at}` : ""}`,
  shares: (org: string) => `/orgs/${part(org)}/shared`,
  shared: (org: string, link: string) => `/orgs/${part(org)}/shared/${part(link)}`,
  project: (org: string, project: string) => `/orgs/${part(org)}/projects/${part(project)}`,
  projectSettings: (org: string, project: string) => `/orgs/${part(org)}/projects/${part(project)}/settings`,
  compare: (org: string, project: string, left?: string, right?: string) =>
    `/orgs/${part(org)}/projects/${part(project)}/compare${left && right ? `?left=${part(left)}&right=${part(right)}` : ""}`,
  env: (org: string, project: string, env: string) =>
    `/orgs/${part(org)}/projects/${part(project)}/envs/${part(env)}`,
  timeline: (org: string, project: string, env: string) =>
    `/orgs/${part(org)}/projects/${part(project)}/envs/${part(env)}/timeline`,
};

/** Only our own pages may be a place to return to after signing in. */
export function safeNext(next: string | null): string {
  if (!next || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) return paths.home;
  return next;
}

/** Where the browser leaves for another provider; it comes back to `next`. */
export function providerPath(slug: string, next: string): string {
  return `/api/auth/oauth/${part(slug)}/login/?next=${part(next)}`;
}

export function loginPath(next: string): string {
  return next === paths.home ? paths.login : `${paths.login}?next=${part(next)}`;
}
