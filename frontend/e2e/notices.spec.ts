/** The inbox in one line each, the count on the tab, and notices of the browser by one tab of many. */
import type { BrowserContext, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { expectLive, Person, settle } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 90_000 });

interface Shown {
  title: string;
  options: NotificationOptions;
}

interface Noted {
  shown: Shown[];
  asked: number;
  click: () => void;
}

/** A browser whose answer is yes, and that writes down what it is told to show. */
async function noteNotices(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const noted = { shown: [] as Shown[], asked: 0, click: () => undefined as void };
    class Noticed extends EventTarget {
      static get permission(): string {
        return localStorage.getItem("test.permission") ?? "default";
      }
      static async requestPermission(): Promise<string> {
        noted.asked += 1;
        localStorage.setItem("test.permission", "granted");
        return "granted";
      }
      onclick: (() => void) | null = null;
      constructor(title: string, options: NotificationOptions) {
        super();
        noted.shown.push({ title, options });
        noted.click = () => this.onclick?.();
      }
      close(): void {}
    }
    Object.assign(window, { Notification: Noticed, noted });
  });
}

const noted = <T>(page: Page, read: (noted: Noted) => T): Promise<T> =>
  page.evaluate(`(${read.toString()})(window.noted)`) as Promise<T>;

/** Grace, a member, signed in; Ada does things that Grace is told of. */
async function stage(context: BrowserContext) {
  const all = await settle(context);
  const grace = await Person.join("Grace");
  await grace.accept(await all.owner.invite(all.organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  return { ...all, grace };
}

test("notices are shown by one tab of three, only after a click, and lead to the page", async ({ page, context }) => {
  await noteNotices(context);
  const { owner, organization } = await stage(context);
  await page.goto("/inbox/preferences");
  const choice = page.getByRole("switch", { name: "Show notifications of this browser" });
  await expect(choice).not.toBeChecked();
  expect(await noted(page, ({ asked }) => asked)).toBe(0);
  await choice.click();
  await expect(choice).toBeChecked();
  expect(await noted(page, ({ asked }) => asked)).toBe(1);
  await expectAccessible(page, "preferences with notices");
  const tabs = [page, await context.newPage(), await context.newPage()];
  await tabs[1]?.goto("/inbox");
  await tabs[2]?.goto("/organizations");
  for (const tab of tabs) await expectLive(tab);
  const all = async () => (await Promise.all(tabs.map((tab) => noted(tab, ({ shown }) => shown)))).flat();
  await owner.start(organization, "Told once");
  await expect.poll(async () => (await all()).map(({ title }) => title)).toEqual([expect.stringContaining("created the project Told once")]);
  const [{ options }] = (await all()) as [Shown];
  expect(Object.keys(options).sort()).toEqual(["icon", "tag"]);
  // A moment for the tabs that would show it too.
  await page.waitForTimeout(2_000);
  expect(await all()).toHaveLength(1);
  for (const tab of tabs) {
    if ((await noted(tab, ({ shown }) => shown.length)) === 0) continue;
    await noted(tab, ({ click }) => click());
    await expect(tab).toHaveURL(/\/projects\/told-once/);
  }
  await tabs[1]?.goto("/inbox/preferences");
  await tabs[1]?.getByRole("switch", { name: "Show notifications of this browser" }).click();
  const before = await all();
  await owner.start(organization, "Told no more");
  await expect(page.getByText(/created the project Told no more/).first()).toBeVisible();
  expect(await all()).toEqual(before);
});

test("nothing is shown of a page that is being looked at", async ({ page, context }) => {
  await noteNotices(context);
  const { owner, development, table } = await stage(context);
  await page.goto("/inbox/preferences");
  await page.getByRole("switch", { name: "Show notifications of this browser" }).click();
  const other = await context.newPage();
  await other.goto("/inbox");
  await page.goto(table);
  for (const tab of [page, other]) await expectLive(tab);
  await owner.set(development, "SEEN", "1");
  await expect(page.getByText("SEEN", { exact: true }).first()).toBeVisible();
  await expect(other.getByRole("button", { name: /SEEN/ }).first()).toBeVisible();
  await page.waitForTimeout(1_500);
  for (const tab of [page, other]) expect(await noted(tab, ({ shown }) => shown)).toEqual([]);
});

test("what is about one thing stands in one line that opens, and the tab counts what is unread", async ({ page, context }) => {
  const { owner, development, production } = await stage(context);
  for (const name of ["ONE", "TWO", "THREE"]) await owner.set(development, name, "1");
  await owner.set(production, "FOUR", "1");
  await page.goto("/inbox");
  await expectLive(page);
  const main = page.getByRole("main");
  const line = main.getByRole("listitem").filter({ hasText: "THREE" });
  await expect(line.getByRole("button", { name: "2 more like this" })).toBeVisible();
  await expect(main.getByText(/\bTWO\b/)).toHaveCount(0);
  await line.getByRole("button", { name: "2 more like this" }).click();
  await expect(line.getByRole("button", { name: /\bTWO\b/ })).toBeVisible();
  await expect(main.getByRole("button", { name: /\bFOUR\b/ }).first()).toBeVisible();
  await expectAccessible(page, "inbox with an open line");
  const count = Number(/^\((\d+)\) Inbox/.exec(await page.title())?.[1]);
  expect(count).toBeGreaterThanOrEqual(4);
  expect(await page.locator('link[rel="icon"]').getAttribute("href")).toContain("icon-unread");
  const elsewhere = await context.newPage();
  await elsewhere.goto("/inbox");
  await expectLive(elsewhere);
  await line.getByRole("button", { name: /^Mark read/ }).click();
  await expect(page).toHaveTitle(new RegExp(`^\\(${count - 3}\\) Inbox`));
  await expect(elsewhere).toHaveTitle(new RegExp(`^\\(${count - 3}\\) Inbox`));
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page).toHaveTitle("Inbox · KeyNest");
  await expect(elsewhere).toHaveTitle("Inbox · KeyNest");
});
