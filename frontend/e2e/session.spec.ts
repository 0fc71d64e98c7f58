/** Sessions: their end in the middle of work, many tabs, many organizations. */
import { expect, test } from "./fixtures";
import { PASSWORD, rowOf, settle, type Environment } from "./support/stage";

test.describe.configure({ mode: "parallel" });

test("a session that ends mid-edit asks for the password, and the edit is still there", async ({ page, context, expected }) => {
  expected.statuses.add(401);
  const { owner, development, table } = await settle(context);
  await owner.set(development, "KEY", "value");
  await page.goto(table);
  await page.getByRole("button", { name: "Edit KEY" }).click();
  await page.getByLabel("Value of KEY").fill("typed before the end");
  await page.keyboard.press("Enter");
  await owner.endOtherSessions();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible({ timeout: 15_000 });
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("typed before the end")).toBeVisible();
  await page.getByRole("button", { name: "Review & save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByText("Saved to development").first()).toBeVisible();
});

test("two tabs whose tokens end at once renew them one after the other, and stay signed in", async ({ page, context }) => {
  const { table } = await settle(context);
  await context.clock.install();
  const other = await context.newPage();
  await Promise.all([page.goto(table), other.goto(table)]);
  await Promise.all([page, other].map((tab) => expect(tab.getByRole("heading", { name: "No variables yet" })).toBeVisible()));
  const renewals: number[] = [];
  context.on("response", (response) => {
    if (response.url().includes("/token/refresh/")) renewals.push(response.status());
  });
  await context.clock.fastForward("59:50");
  await Promise.all([page, other].map((tab) => tab.getByRole("navigation").getByRole("link", { name: "Members" }).click()));
  await Promise.all([page, other].map((tab) => expect(tab.getByRole("table", { name: "Members" })).toBeVisible()));
  expect(renewals.length).toBeGreaterThan(0);
  expect(new Set(renewals)).toEqual(new Set([200]));
  await page.reload();
  await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
});

test("signing out ends the session for good, in every tab", async ({ page, context, expected }) => {
  expected.statuses.add(401);
  const { owner, table } = await settle(context);
  const other = await context.newPage();
  await Promise.all([page.goto(table), other.goto(table)]);
  await Promise.all([page, other].map((tab) => expect(tab.getByRole("heading", { name: "No variables yet" })).toBeVisible()));
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /account/i }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(other).toHaveURL(/\/login/);
  const { results } = await owner.get<{ results: { current: boolean }[] }>("/api/auth/sessions/");
  expect(results.map(({ current }) => current)).toEqual([true]);
  await context.addCookies(cookies);
  const renewal = await context.request.post("/api/auth/token/refresh/?cookie=1", { headers: { "X-KeyNest-Client": "web" }, data: {} });
  expect(renewal.status()).toBe(401);
});

test("nothing of one organization shows in another", async ({ page, context }) => {
  const { owner, development, organization, table } = await settle(context);
  await owner.set(development, "FIRST_SECRET", "only-in-the-first");
  const second = await owner.found("Beta");
  const project = await owner.start(second, "Other", ["development"]);
  await owner.set(project.environments[0] as Environment, "SECOND_SECRET", "only-in-the-second");
  await page.goto(table);
  await page.getByRole("button", { name: "Reveal FIRST_SECRET" }).click();
  await expect(page.getByText("only-in-the-first")).toBeVisible();
  await page.getByRole("button", { name: /^Organization: Acme/ }).click();
  await page.getByRole("menuitem", { name: "Beta" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${second.slug}`));
  await page.getByRole("navigation").getByRole("link", { name: "Other" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "development" }).click();
  await expect(rowOf(page, "SECOND_SECRET")).toBeVisible();
  const shown = await page.content();
  for (const trace of ["FIRST_SECRET", "only-in-the-first", organization.slug]) expect(shown).not.toContain(trace);
  await page.goBack();
  await page.goBack();
  await page.goto(table);
  await expect(rowOf(page, "FIRST_SECRET")).toBeVisible();
  await expect(page.getByText("only-in-the-first")).toHaveCount(0);
});
