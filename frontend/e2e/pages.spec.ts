/** Every page: by its address, in both themes, on a phone, within its budget, and where there is none. */
import { gzipSync } from "node:zlib";

import type { BrowserContext, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { Person, settle } from "./support/stage";

// Each test opens a dozen pages, each of them in two themes and two widths.
test.describe.configure({ mode: "parallel", timeout: 240_000 });

const FIRST_LOAD_LIMIT = 260_000; // bytes of JavaScript, gzipped as it is served
const PHONE = { width: 390, height: 844 };
const OPEN = ["/login", "/register", "/activate", "/forgot-password", "/reset-password", "/confirm-email", "/invitation", "/not-me", "/unsubscribe", "/oauth/callback", "/share"];
const OWN = ["/organizations", "/organizations/new", "/inbox", "/inbox/preferences", "/account", "/account/security", "/account/connections", "/account/sessions"];

async function stage(context: BrowserContext) {
  const { owner, organization, development, production, base, shop, table } = await settle(context);
  await owner.set(development, "DATABASE_URL", "postgresql://app@db/app");
  await owner.set(production, "DATABASE_URL", "postgresql://app@db.production.internal/a-rather-long-name-of-a-database");
  await owner.set(development, "A_RATHER_LONG_NAME_THAT_NOBODY_WOULD_BREAK_BY_HAND_BUT_PHONES_MUST", "x");
  await owner.invite(organization, "somebody-with-quite-a-long-address@subdomain.example.com", "viewer");
  const team = ["", "/projects", "/new-project", "/members", "/members?tab=pending", "/audit", "/settings", "/settings/notifications", "/settings/mail", "/settings/mail/invitation", "/start"].map((page) => base + page);
  const talk = ["/chat", "/shared", "/shared/0199a1b2-0000-7000-8000-000000000001"].map((page) => base + page);
  const vault = [shop, `${shop}/settings`, `${shop}/compare?left=development&right=production`, table, `${table}/timeline`];
  return { team, talk, vault, table };
}

/** Open it by its address, and wait until it shows what it is for. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.locator("[role=status][aria-label=Loading], [aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toHaveCount(0);
}

async function expectFits(page: Page, path: string): Promise<void> {
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${path} scrolls sideways on a phone`).toBeLessThanOrEqual(0);
}

async function expectAll(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await test.step(path, async () => {
      await page.setViewportSize({ width: 1360, height: 860 });
      await open(page, path);
      await expectAccessible(page, path);
      await expectFits(page, path);
    });
  }
}

test("pages for everybody", async ({ page, expected }) => {
  expected.statuses.add(400);
  await expectAll(page, OPEN);
});

test("pages of one's own", async ({ page, context }) => {
  const ada = await Person.join("Ada");
  await ada.enter(context);
  await expectAll(page, OWN);
});

test("pages of an organization", async ({ page, context }) => {
  await expectAll(page, (await stage(context)).team);
});

test("pages of chat and of what is shared", async ({ page, context }) => {
  await expectAll(page, (await stage(context)).talk);
});

test("pages of the vault", async ({ page, context }) => {
  await expectAll(page, (await stage(context)).vault);
});

test("dialogs of the vault", async ({ page, context }) => {
  const { table } = await stage(context);
  const dialogs = {
    Import: () => page.getByRole("button", { name: "Import" }).click(),
    History: () => page.getByRole("button", { name: "History of DATABASE_URL" }).click(),
    Keys: () => page.keyboard.press("?"),
    Palette: () => page.keyboard.press("Control+k"),
  };
  await open(page, table);
  for (const [name, show] of Object.entries(dialogs)) {
    await test.step(name, async () => {
      await show();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page, name);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    });
  }
});

test("what is not there is said to be missing, and what is not allowed names the role", async ({ page, context, expected }) => {
  expected.statuses.add(404).add(403);
  const { owner, organization, base } = await settle(context);
  expect((await page.goto("/no/such/page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await expectAccessible(page, "404");
  for (const path of ["/orgs/of-somebody-else", `${base}/projects/nothing`, `${base}/projects/shop/envs/nothing`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  }
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "viewer"));
  await context.clearCookies();
  await grace.enter(context);
  await page.goto(`${base}/audit`);
  await expect(page.getByText("This needs the role admin or owner", { exact: false })).toBeVisible();
  await expectAccessible(page, "403");
});

test("no page loads more JavaScript than its budget", async ({ request }) => {
  const sizes = new Map<string, number>();
  const size = async (script: string): Promise<number> => {
    const known = sizes.get(script) ?? gzipSync(await (await request.get(script)).body(), { level: 9 }).length;
    sizes.set(script, known);
    return known;
  };
  const paths = [...OPEN, ...OWN, "/instance/sign-in", "/instance/workers", "/instance/outbox", "/instance/mails", "/orgs/x", "/orgs/x/new-project", "/orgs/x/members", "/orgs/x/chat", "/orgs/x/chat/y", "/orgs/x/shared", "/orgs/x/shared/y", "/orgs/x/audit", "/orgs/x/settings", "/orgs/x/settings/notifications", "/orgs/x/settings/mail", "/orgs/x/settings/mail/invitation", "/orgs/x/projects/y", "/orgs/x/projects/y/compare", "/orgs/x/projects/y/settings", "/orgs/x/projects/y/envs/z", "/orgs/x/projects/y/envs/z/timeline"];
  const heavy: Record<string, number> = {};
  for (const path of paths) {
    const html = await (await request.get(path)).text();
    const tags = [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag));
    const scripts = [...new Set(tags.map(([, source]) => source as string))];
    expect(scripts.length, path).toBeGreaterThan(0);
    const total = (await Promise.all(scripts.map(size))).reduce((sum, one) => sum + one, 0);
    if (total > FIRST_LOAD_LIMIT) heavy[path] = total;
  }
  expect(heavy).toEqual({});
});
