/** Providers that run beside the system for as long as a journey needs them: their own programs, on ports of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

import type { Page } from "@playwright/test";

import { type NewProvider, setUp } from "./operator";

const ORIGIN = process.env.E2E_BASE_URL ?? "http://localhost:8000";
const E2E = path.resolve(import.meta.dirname, "..");
const BACKEND = path.resolve(E2E, "../../backend");
const PYTHON = existsSync(`${BACKEND}/.venv/bin/python`) ? `${BACKEND}/.venv/bin/python` : "python3";

export interface Counterpart {
  slug: string;
  name: string;
  url: string;
  stop: () => void;
}

/** Runs a program until it says where it listens. */
async function start(command: string, args: string[], cwd: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(command, args, { cwd, stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url) return { url, child };
  }
  throw new Error(`${args.join(" ")} ended before it listened`);
}

/** A slug and a name of its own for each, and what it knows us by. */
function fresh(kind: "company" | "github", name: string) {
  const mark = randomUUID().slice(0, 8);
  return { slug: `${kind}-${mark}`, name: `${name} ${mark.slice(0, 4)}`, client_id: `keynest-${mark}`, client_secret: randomUUID() };
}

function redirectUris(slug: string): string[] {
  return [`${ORIGIN}/api/auth/oauth/${slug}/callback/`, `${ORIGIN}/oauth/callback`];
}

/** npm oidc-provider, which asks who one is, and demands PKCE. */
export async function company(more: Partial<NewProvider> = {}): Promise<Counterpart> {
  const known = fresh("company", "Company");
  const { slug, name, client_id, client_secret } = known;
  const args = [path.join(E2E, "counterparts/provider.mjs"), client_id, client_secret, ...redirectUris(slug)];
  const { url, child } = await start("node", args, E2E);
  await setUp({ ...known, kind: "oidc", discovery_url: `${url}/.well-known/openid-configuration`, ...more });
  return { slug, name, url, stop: () => void child.kill() };
}

/** Our small GitHub; `control` changes who is signed in there. */
export async function github(): Promise<Counterpart & { control: (how: object) => Promise<void> }> {
  const known = fresh("github", "GitHub");
  const { slug, name, client_id, client_secret } = known;
  const args = ["-m", "tests.counterparts.github", "--client-id", client_id, "--client-secret", client_secret];
  const { url, child } = await start(PYTHON, args, BACKEND);
  await setUp({ ...known, kind: "github", base_url: url, api_url: `${url}/api/v3` });
  const control = async (how: object) => void (await fetch(`${url}/control`, { method: "POST", body: JSON.stringify(how) }));
  return { slug, name, url, control, stop: () => void child.kill() };
}

/** On the page of `company`: says who one is. */
export async function signInThere(page: Page, email: string): Promise<void> {
  await page.getByLabel("Address").fill(email);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
