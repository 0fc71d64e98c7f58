/** What happens elsewhere, on the screen without a reload. */
import type { Page, WebSocketRoute } from "@playwright/test";

import { expect, test } from "./fixtures";
import { expectLive, Person, rowOf, settle } from "./support/stage";

test.describe.configure({ mode: "parallel" });

const NOT_LIVE = /^(Reconnecting|Offline|Polling)$/;

/** Whatever a page shows from now on, it shows without having been loaded again. */
async function mark(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(window, { marked: true }));
  return async () => expect(await page.evaluate(() => "marked" in window)).toBe(true);
}

/** The sockets of a page, and when each was opened. */
async function lines(page: Page, blocked: () => boolean = () => false): Promise<{ at: number; line: WebSocketRoute }[]> {
  const opened: { at: number; line: WebSocketRoute }[] = [];
  await page.routeWebSocket(/\/ws\//, (line) => {
    if (blocked()) return void line.close({ code: 1012 });
    line.connectToServer();
    opened.push({ at: Date.now(), line });
  });
  return opened;
}

test("after the line dropped, what was missed appears by itself", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  await owner.set(development, "BEFORE", "1");
  let cut = false;
  const opened = await lines(page, () => cut);
  await page.goto(table);
  await expect(rowOf(page, "BEFORE")).toBeVisible();
  await expectLive(page);
  const stillThere = await mark(page);
  cut = true;
  await opened.at(-1)?.line.close({ code: 1012 });
  await expect(page.getByText(NOT_LIVE)).toBeVisible();
  await owner.set(development, "MEANWHILE", "2");
  cut = false;
  await expect(rowOf(page, "MEANWHILE")).toBeVisible({ timeout: 20_000 });
  await expectLive(page);
  await owner.set(development, "AFTERWARDS", "3");
  await expect(rowOf(page, "AFTERWARDS")).toBeVisible();
  await stillThere();
});

test("a page that was offline says so, and catches up when it is back", async ({ page, context, faults }) => {
  const { owner, organization } = await settle(context);
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  await page.goto("/inbox");
  await expectLive(page);
  const stillThere = await mark(page);
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible({ timeout: 30_000 });
  await owner.start(organization, "Made meanwhile");
  await expect(page.getByText(/Made meanwhile/)).toHaveCount(0);
  await context.setOffline(false);
  await expect(page.getByRole("button", { name: /created the project Made meanwhile unread/ })).toBeVisible({ timeout: 20_000 });
  await expectLive(page);
  await stillThere();
  // The browser itself reports each request that could not leave.
  for (const fault of faults.splice(0)) expect(fault).toContain("ERR_INTERNET_DISCONNECTED");
});

test("a server that restarts says when to come back, and is obeyed", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  const opened = await lines(page);
  await page.goto(table);
  await expectLive(page);
  const before = opened.length;
  const since = Date.now();
  opened.at(-1)?.line.send(JSON.stringify({ type: "reconnect", after_ms: 3_000, reason: "restart" }));
  await opened.at(-1)?.line.close({ code: 4112 });
  await expect(page.getByText(NOT_LIVE)).toBeVisible();
  await owner.set(development, "MEANWHILE", "2");
  await expect(rowOf(page, "MEANWHILE")).toBeVisible();
  await expectLive(page);
  expect(opened).toHaveLength(before + 1);
  expect((opened.at(-1)?.at ?? 0) - since).toBeGreaterThanOrEqual(3_000);
});

test("where no socket gets through, changes come by long polls", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  await page.addInitScript(() => {
    // As behind a proxy that refuses the upgrade: each socket closes before it was open.
    class Refused extends EventTarget {
      constructor() {
        super();
        setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 })), 20);
      }
      send(): void {}
      close(): void {}
    }
    Object.assign(window, { WebSocket: Refused });
  });
  await page.goto(table);
  await expect(page.getByText("Polling", { exact: true })).toBeVisible({ timeout: 20_000 });
  await owner.set(development, "POLLED", "1");
  await expect(rowOf(page, "POLLED")).toBeVisible();
  await owner.set(development, "POLLED_AGAIN", "1");
  await expect(rowOf(page, "POLLED_AGAIN")).toBeVisible();
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

test("what happens to the account elsewhere is seen on its pages", async ({ page, context, another }) => {
  const { owner } = await settle(context);
  await page.goto("/account/sessions");
  await expectLive(page);
  const sessions = page.getByRole("main").getByRole("row");
  await expect(sessions.first()).toBeVisible();
  const before = await sessions.count();
  const elsewhere = await another();
  await owner.enter(elsewhere);
  await expect(sessions).toHaveCount(before + 1);
  await elsewhere.close();
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
