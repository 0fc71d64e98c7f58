/** Operators see whether what works in the background is well, and mend what is not. */
import type { BrowserContext, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { mailTo } from "./support/inbox";
import { hireWorker, registerRefused } from "./support/machinery";
import { operator } from "./support/operator";
import { Person } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

const PHONE = { width: 375, height: 812 };
const DESK = { width: 1360, height: 860 };

async function enter(context: BrowserContext): Promise<Person> {
  const somebody = await operator();
  await somebody.enter(context);
  return somebody;
}

const messages = (page: Page) => page.getByRole("table", { name: "Messages" }).locator("tbody").getByRole("row");
const verdict = (page: Page) => page.getByRole("region", { name: "Is it well?" });

async function expectFits(page: Page): Promise<void> {
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize(DESK);
}

test("a worker that is killed falls silent before the operator's eyes, and the page says so at its top", async ({ page, context }) => {
  await enter(context);
  await page.goto("/organizations");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "This KeyNest" }).click();
  await expect(verdict(page)).toBeVisible();
  const workers = page.getByRole("list", { name: "Workers" }).getByRole("listitem");
  await expect(workers.filter({ hasText: "alive" }).filter({ hasText: "default" })).toHaveCount(1);
  await expect(page.getByRole("table", { name: "Jobs of the clock" }).getByRole("row").filter({ hasText: "Drain the outbox" })).toContainText("done");
  await expectAccessible(page, "workers");
  await expectFits(page);

  const second = hireWorker();
  const mine = workers.filter({ hasText: `:${second.pid}:` });
  await expect(mine).toContainText("alive", { timeout: 60_000 });
  await expect(mine).toContainText("heavy");
  second.kill("SIGKILL");
  await expect(mine).toContainText("silent", { timeout: 60_000 });
  await expect(verdict(page)).toContainText("A worker fell silent");
  await expect(verdict(page).getByRole("link", { name: "See workers" }).first()).toBeVisible();
  await expectAccessible(page, "workers, one of them silent");
});

test("figures that can't be had any more say how old they are, and come back by themselves", async ({ page, context, expected }) => {
  expected.statuses.add(503);
  await enter(context);
  await page.goto("/instance/workers");
  await expect(page.getByText(/figures of \d+ s ago/)).toBeVisible();
  let asked = 0;
  await page.route("**/api/operator/workers/", (route) => {
    asked += 1;
    return route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ code: "unavailable", detail: "KeyNest is restarting." }) });
  });
  await expect(page.getByText(/These figures are \d+ s old/)).toBeVisible();
  await expectAccessible(page, "old figures");
  await expectFits(page);
  expect(asked).toBeGreaterThan(0);
  await expect(verdict(page)).toContainText("Nobody knows just now", { timeout: 40_000 });
  await expectAccessible(page, "a verdict of a while ago");
  await page.unroute("**/api/operator/workers/");
  const itself = () => undefined; // the page may have asked again by itself, a moment before
  await page.getByRole("button", { name: "Ask now" }).click({ timeout: 5000 }).catch(itself);
  await expect(page.getByText(/These figures are/)).toHaveCount(0);
  await expect(verdict(page)).not.toContainText("Nobody knows");
});

test("a letter that the mail server refuses is found, understood, sent again, and dropped", async ({ page, context }) => {
  await enter(context);
  const address = await registerRefused("no-such-mailbox");
  await page.goto("/instance/workers");
  await expect(verdict(page).getByText(/given up/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("list", { name: "Reasons" })).toContainText("550 5.1.1");
  await verdict(page).getByRole("link", { name: "Look at them" }).click();
  await expect(page).toHaveURL(/\/instance\/outbox\?state=dead$/);
  await expect(page.getByLabel("State")).toHaveValue("dead");
  await page.getByRole("searchbox", { name: "Search" }).fill(address);
  await expect(messages(page)).toHaveCount(1);
  await expect(page).toHaveURL(/q=no-such-mailbox/);
  await page.reload();
  await expect(messages(page)).toHaveCount(1);
  await expect(messages(page)).toContainText("550 5.1.1");
  await expectAccessible(page, "outbox");
  await expectFits(page);

  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Activation" });
  await expect(sheet.getByRole("list", { name: "Its story" })).toContainText("There is no such mailbox here");
  await expect(sheet.getByRole("button", { name: "Copy the trace id" })).toBeVisible();
  await expect(sheet).not.toContainText("token");
  await expectAccessible(page, "a dead letter");
  await sheet.getByRole("button", { name: "Send again", exact: true }).click();
  await expect(page.getByText("The message is sent again.")).toBeVisible();
  // It comes back: there still is no such mailbox.
  await expect(sheet.getByText("Given up", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await sheet.getByRole("button", { name: "Drop" }).click();
  const question = page.getByRole("dialog", { name: "Drop 1 message?" });
  await question.getByRole("button", { name: "Drop" }).click();
  await expect(question).toHaveCount(0);
  await expect(sheet.getByText("Dropped", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("No message matches")).toBeVisible();
  await expectAccessible(page, "nothing matches");
});

test("many are chosen and sent again at once; all of one reason, too", async ({ page, context }) => {
  await enter(context);
  const addresses = await Promise.all(["try-later", "try-later"].map(() => registerRefused("try-later")));
  await page.goto("/instance/outbox?state=pending&q=try-later");
  for (const address of addresses) await expect(messages(page).filter({ hasText: address })).toContainText("451 4.7.1", { timeout: 30_000 });
  await messages(page).filter({ hasText: addresses[0] }).click();
  const sheet = page.getByRole("dialog", { name: "Activation" });
  await expect(sheet.getByText(/Next try in/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("x");
  const bar = page.getByRole("region", { name: "Chosen messages" });
  await expect(bar).toContainText("1 message chosen");
  await page.getByRole("checkbox", { name: "Choose all that are shown" }).check();
  await expectAccessible(page, "chosen messages");
  await bar.getByRole("button", { name: "Send again" }).click();
  // One of them may be in a worker's hands just then, for its next try.
  await expect(page.getByText(/(is|are) sent again/).first()).toBeVisible();
  await expect(bar).toHaveCount(0);

  await registerRefused("no-such-mailbox");
  await page.goto("/instance/outbox?state=dead&q=550 5.1.1");
  await expect(async () => {
    await page.reload();
    await expect(messages(page).first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("button", { name: "Send all of this reason again" }).click();
  const question = page.getByRole("dialog", { name: "Send all of this reason again?" });
  await expect(question).toContainText("550 5.1.1");
  await expectAccessible(page, "send all of one reason again");
  await question.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText(/sent again\./).last()).toBeVisible();
});

test("a mailbox is suppressed, found, and allowed again", async ({ page, context, expected }) => {
  expected.statuses.add(400);
  await enter(context);
  await page.goto("/instance/outbox");
  await page.getByRole("link", { name: "Suppressed mailboxes" }).click();
  await page.getByRole("button", { name: "Suppress a mailbox" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Suppress a mailbox" });
  const address = `complains-${Date.now()}@example.com`;
  await dialog.getByLabel("Mailbox").fill("not an address");
  await dialog.getByLabel("Why").fill("Asked us to stop");
  await dialog.getByRole("button", { name: "Suppress it" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "suppress a mailbox, with a fault");
  await dialog.getByLabel("Mailbox").fill(address);
  await dialog.getByRole("button", { name: "Suppress it" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Search" }).fill(address);
  const rows = page.getByRole("table", { name: "Suppressed mailboxes" }).locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Asked us to stop");
  await expectAccessible(page, "suppressed mailboxes");
  await expectFits(page);
  await rows.getByRole("button", { name: `Lift ${address}` }).click();
  await page.getByRole("dialog", { name: "Allow mail again?" }).getByRole("button", { name: "Lift" }).click();
  await expect(page.getByText("No suppressed mailbox matches")).toBeVisible();
});

test("every letter is looked at: wide and narrow, by day and by night, in another language, as text, and in one's own mailbox", async ({ page, context }) => {
  const { email } = await enter(context);
  await page.goto("/instance/mails");
  const list = page.getByRole("list", { name: "Letters" });
  await list.getByRole("button", { name: "Password reset" }).click();
  await expect(page).toHaveURL(/letter=password_reset/);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("heading", { level: 1 })).toBeVisible();
  const light = await frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  await expectAccessible(page, "letters");
  await expectFits(page);
  await page.getByText("Phone", { exact: true }).click();
  await expect.poll(() => page.locator("iframe").evaluate((node) => node.clientWidth)).toBeLessThanOrEqual(375);
  await page.getByText("Dark", { exact: true }).click();
  await expect.poll(() => frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor)).not.toBe(light);
  await page.getByLabel("Language").selectOption("de");
  await expect(page.getByRole("region", { name: "Password reset" })).toContainText("Passwort");
  await page.reload();
  await expect(page.getByLabel("Language")).toHaveValue("de");
  await expect(page.getByRole("radio", { name: "Phone" })).toBeChecked();
  await page.getByText("Text", { exact: true }).click();
  await expect(page.locator("iframe")).toHaveCount(0);
  await expect(page.locator("pre")).toContainText("Passwort");
  await expectAccessible(page, "a letter as text");
  await page.getByRole("button", { name: "Send a test to myself" }).click();
  await expect(page.getByText(`On its way to ${email}.`)).toBeVisible();
  expect(await mailTo(email, /Passwort/)).toContain("Passwort");
  await page.keyboard.press("k");
  await expect(page).not.toHaveURL(/letter=password_reset/);
});

test("people who are no operators find nothing on any of these pages", async ({ page, context }) => {
  const ada = await Person.join("Ada");
  await ada.enter(context);
  for (const path of ["workers", "outbox", "mails"]) {
    await page.goto(`/instance/${path}`);
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Pages of this KeyNest" })).toHaveCount(0);
  }
});
