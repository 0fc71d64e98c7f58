/** Two people at the same environment see each other, and who edits what; nobody sees whom they may not. */
import type { BrowserContext, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { expectLive, type Organization, Person, rowOf, settle } from "./support/stage";

test.describe.configure({ mode: "parallel" });

/** A colleague in a browser of their own. */
async function colleague(another: () => Promise<BrowserContext>, owner: Person, organization: Organization, role = "member") {
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, role));
  const context = await another();
  await grace.enter(context);
  return { grace, context, page: await context.newPage() };
}

const here = (page: Page) => page.getByRole("button", { name: /others? here/ });

test("who is here, and what they edit, is on the page", async ({ page, context, another }) => {
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "DATABASE_URL", "postgres://app@db/app");
  await owner.set(development, "PORT", "5432");
  const other = await colleague(another, owner, organization);
  await page.goto(table);
  await expect(rowOf(page, "PORT")).toBeVisible();
  await expect(here(page)).toHaveCount(0);
  await other.page.goto(table);
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is looking");
  await expect(here(other.page)).toHaveAccessibleName("1 other here: Ada is looking");

  await other.page.getByRole("button", { name: "Edit PORT" }).click();
  await expect(rowOf(page, "PORT")).toContainText("Grace is editing PORT");
  await here(page).click();
  await expect(page.getByRole("dialog", { name: "Who is here" })).toContainText("Grace is editing PORT");
  await expectAccessible(page, "who is here");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectAccessible(page, "an edited row");
});

test("what is edited is told from the opened cell to the end of the draft, by the names of variables alone", async ({ page, context, another }) => {
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "PORT", "5432");
  const other = await colleague(another, owner, organization);
  await page.goto(table);
  await other.page.goto(table);
  await expectLive(other.page);
  await other.page.getByRole("button", { name: "Edit PORT" }).click();
  await expect(rowOf(page, "PORT")).toContainText("Grace is editing PORT");
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is editing PORT");
  await other.page.getByLabel("Value of PORT").fill("hidden-value");
  await other.page.getByLabel("Value of PORT").press("Enter");
  await expect(other.page.getByLabel("Unsaved changes")).toBeVisible();
  await expect(rowOf(page, "PORT")).toContainText("Grace is editing PORT");
  await expect(rowOf(other.page, "PORT")).not.toContainText("is editing");
  await other.page.getByRole("button", { name: "Discard" }).click();
  await other.page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is looking");
  await expect(rowOf(page, "PORT")).not.toContainText("Grace");

  // What is new has no name for others yet, however it is typed.
  await other.page.getByRole("button", { name: "Add variable" }).click();
  await other.page.keyboard.type("sk_live_pasted");
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is editing");
  await expect(page.getByText("sk_live_pasted")).toHaveCount(0);

  await other.context.close();
  await expect(here(page)).toHaveCount(0);
});

test("a tab that nobody looks at edits nothing, and goes on when it is looked at", async ({ page, context, another }) => {
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "PORT", "5432");
  const other = await colleague(another, owner, organization);
  await page.goto(table);
  await other.page.clock.install();
  await other.page.goto(table);
  await expectLive(other.page);
  await other.page.getByRole("button", { name: "Edit PORT" }).click();
  await expect(rowOf(page, "PORT")).toContainText("Grace is editing PORT");
  await turn(other.page, "hidden");
  await other.page.clock.fastForward(61_000);
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is looking");
  await turn(other.page, "visible");
  await expect(rowOf(page, "PORT")).toContainText("Grace is editing PORT");
});

test("two tabs are one person, and a removed one vanishes at once", async ({ page, context, expected, another }) => {
  expected.statuses.add(403).add(404);
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "PORT", "5432");
  const other = await colleague(another, owner, organization, "viewer");
  await page.goto(table);
  await other.page.goto(table);
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is looking");
  const tab = await other.context.newPage();
  await tab.goto(table);
  await expect(here(tab)).toHaveAccessibleName("1 other here: Ada is looking");
  await tab.close();
  await page.waitForTimeout(10_000); // longer than it takes to be missed
  await expect(here(page)).toHaveAccessibleName("1 other here: Grace is looking");
  await owner.delete(`/api/core/organizations/${organization.id}/members/${other.grace.id}/`);
  await expect(here(page)).toHaveCount(0, { timeout: 3_000 });
  await expect(other.page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});

test("members are seen to be online, and not from another organization", async ({ page, context, another }) => {
  const { owner, organization, base } = await settle(context);
  const other = await colleague(another, owner, organization);
  await page.goto(`${base}/members`);
  const row = page.getByRole("row").filter({ hasText: other.grace.email });
  await expect(page.getByRole("row").filter({ hasText: owner.email })).toContainText("online");
  await expect(row).not.toContainText("online");
  const elsewhere = await other.grace.found("Elsewhere");
  await other.page.goto(`/orgs/${elsewhere.slug}`);
  await expectLive(other.page);
  await expect(row).not.toContainText("online");
  await other.page.goto(base);
  await expect(row).toContainText("online");
  await expectAccessible(page, "members");
  await other.context.close();
  await expect(row).not.toContainText("online");
});

test("on a phone, too", async ({ page, context, another }) => {
  const { owner, organization, development, table } = await settle(context);
  const name = "A_RATHER_LONG_NAME_THAT_NOBODY_WOULD_BREAK_BY_HAND";
  await owner.set(development, name, "x");
  const other = await colleague(another, owner, organization);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(table);
  await other.page.goto(table);
  await other.page.getByRole("button", { name: `Edit ${name}` }).click();
  await expect(rowOf(page, name)).toContainText(`Grace is editing ${name}`);
  await here(page).click();
  await expect(page.getByRole("dialog", { name: "Who is here" })).toContainText("Grace");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

/** What a browser does when another tab is chosen, or this one again. */
async function turn(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}
