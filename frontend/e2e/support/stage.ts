/** People, organizations and projects that a journey needs but is not about: made through the API, by their owners. */
import { randomUUID } from "node:crypto";

import { expect, type BrowserContext, type Page } from "@playwright/test";

import { linkIn, mailTo } from "./inbox";

const ORIGIN = process.env.E2E_BASE_URL ?? "http://localhost:8000";
export const PASSWORD = "correct horse battery staple";

export interface Signed {
  user: { id: string };
  tokens: { access: string };
}

export interface Organization {
  id: string;
  slug: string;
  name: string;
}

export interface Environment {
  id: string;
  slug: string;
  name: string;
}

export interface Project {
  id: string;
  slug: string;
  environments: Environment[];
}

export interface Variable {
  id: string;
  name: string;
  version: number;
}

export async function send<T>(method: string, path: string, body?: unknown, access?: string): Promise<T> {
  const response = await fetch(ORIGIN + path, {
    method,
    headers: { "Content-Type": "application/json", ...(access ? { Authorization: `Bearer ${access}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? null : await response.json()) as T;
}

/** Somebody with an account, and what they do by the API while a journey looks on. */
export class Person {
  constructor(
    readonly email: string,
    readonly name: string,
    readonly id: string,
    private readonly access: string,
  ) {}

  /** Registers, confirms by the mailed link, and is signed in. */
  static async join(name: string): Promise<Person> {
    const email = freshAddress(name);
    await send("POST", "/api/auth/register/", { email, password: PASSWORD, first_name: name });
    const token = linkIn(await mailTo(email, /confirm/i), "/activate").split("token=")[1];
    const { user, tokens } = await send<Signed>("POST", "/api/auth/activate/", { token });
    return new Person(email, name, user.id, tokens.access);
  }

  get<T>(path: string): Promise<T> {
    return send("GET", path, undefined, this.access);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return send("POST", path, body, this.access);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return send("PUT", path, body, this.access);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return send("PATCH", path, body, this.access);
  }

  delete(path: string): Promise<void> {
    return send("DELETE", path, undefined, this.access);
  }

  /** Signs every browser of theirs out. */
  async endOtherSessions(): Promise<void> {
    const { results } = await this.get<{ results: { id: string; current: boolean }[] }>("/api/auth/sessions/");
    await Promise.all(results.filter(({ current }) => !current).map(({ id }) => this.delete(`/api/auth/sessions/${id}/`)));
  }

  found(name: string): Promise<Organization> {
    return this.post("/api/core/organizations/", { name, slug: `${name.toLowerCase()}-${randomUUID().slice(0, 8)}` });
  }

  start(organization: Organization, name: string, environments = ["development", "production"]): Promise<Project> {
    return this.post("/api/core/projects/", { organization: organization.id, name, environments });
  }

  set(environment: Environment, name: string, value: string): Promise<Variable> {
    return this.post("/api/core/variables/", { environment: environment.id, name, value });
  }

  /** Invites by mail; the answer is the link in it. */
  async invite(organization: Organization, email: string, role: string): Promise<string> {
    await this.post(`/api/core/organizations/${organization.id}/invitations/`, { email, role });
    return linkIn(await mailTo(email, /invite/i), "/invitation");
  }

  /** Takes an invitation up. */
  async accept(link: string): Promise<void> {
    await this.post("/api/core/invitations/accept/", { token: link.split("token=")[1] });
  }

  /** Signs a browser in, as its sign-in page would. */
  async enter(context: BrowserContext): Promise<void> {
    const response = await context.request.post("/api/auth/login/?cookie=1", {
      headers: { "X-KeyNest-Client": "web" },
      data: { email: this.email, password: PASSWORD },
    });
    expect(response.ok(), await response.text()).toBe(true);
    await context.addInitScript(() => {
      if (location.protocol === "http:") localStorage.setItem("keynest.signed-in", "1");
    });
  }
}

export function freshAddress(name: string): string {
  return `${name.toLowerCase()}-${randomUUID().slice(0, 8)}@example.com`;
}

/** An owner with an organization and a project, and a browser that is signed in as them. */
export async function settle(context: BrowserContext, name = "Ada") {
  const owner = await Person.join(name);
  const organization = await owner.found("Acme");
  const project = await owner.start(organization, "Shop");
  await owner.enter(context);
  const [development, production] = project.environments as [Environment, Environment];
  const base = `/orgs/${organization.slug}`;
  const shop = `${base}/projects/${project.slug}`;
  return { owner, organization, project, development, production, base, shop, table: `${shop}/envs/${development.slug}` };
}

/** What went wrong, said on the page (Next keeps an empty alert of its own). */
export function alertOn(page: Page) {
  return page.getByRole("alert").filter({ hasText: /./ });
}

/** The row of a variable in the table. */
export function rowOf(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
}

/** Waits until changes of others appear by themselves. */
export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 15_000 });
}
