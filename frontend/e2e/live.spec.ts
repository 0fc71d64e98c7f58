/** What happens elsewhere, on the screen without a reload. */
import type { WebSocketRoute } from "@playwright/test";

import { expect, test } from "./fixtures";
import { expectLive, Person, rowOf, settle } from "./support/stage";

test.describe.configure({ mode: "parallel" });

test("after the line dropped, what was missed appears by itself", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  await owner.set(development, "BEFORE", "1");
  const lines: WebSocketRoute[] = [];
  let cut = false;
  await page.routeWebSocket(/\/ws\//, (line) => {
    if (cut) return void line.close({ code: 1012 });
    line.connectToServer();
    lines.push(line);
  });
  await page.goto(table);
  await expect(rowOf(page, "BEFORE")).toBeVisible();
  await expectLive(page);
  cut = true;
  await lines.at(-1)?.close({ code: 1012 });
  await expect(page.getByText(/^(Reconnecting|Polling)$/)).toBeVisible();
  await owner.set(development, "MEANWHILE", "2");
  cut = false;
  await expect(rowOf(page, "MEANWHILE")).toBeVisible({ timeout: 20_000 });
  await expectLive(page);
  await owner.set(development, "AFTERWARDS", "3");
  await expect(rowOf(page, "AFTERWARDS")).toBeVisible();
});

test("what concerns somebody comes into their inbox at once, and leads to where it happened", async ({ page, context }) => {
  const { owner, organization } = await settle(context);
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  await page.goto("/inbox");
  await expectLive(page);
  const before = await page.getByRole("listitem").count();
  await owner.start(organization, "Brand new");
  const row = page.getByRole("button", { name: /created the project Brand new unread/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole("link", { name: /^Inbox, \d+ unread$/ }).first()).toBeVisible();
  expect(await page.getByRole("listitem").count()).toBeGreaterThan(before);
  await row.click();
  await expect(page).toHaveURL(/\/projects\/brand-new/);
  await page.getByRole("link", { name: /^Inbox/ }).first().click();
  await page.getByRole("button", { name: "Mark all read" }).click();
  await page.getByRole("link", { name: /^Unread/ }).click();
  await expect(page.getByRole("heading", { name: "All read" })).toBeVisible();
});

test("who is removed sees nothing more, at once", async ({ page, context, expected }) => {
  expected.statuses.add(404).add(403);
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "KEY", "value");
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  await page.goto(table);
  await expect(rowOf(page, "KEY")).toBeVisible();
  await expectLive(page);
  await owner.delete(`/api/core/organizations/${organization.id}/members/${grace.id}/`);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  await expect(page.getByText("KEY", { exact: true })).toHaveCount(0);
});
