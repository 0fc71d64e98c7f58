/** What people want to be told, and by which ways: chosen, kept, and held to by the mails that come. */
import type { Locator, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { letDigestCome } from "./support/backstage";
import { linkIn, mailsTo, mailTo } from "./support/inbox";
import { freshAddress, type Organization, Person, settle } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

const JOINED = "Somebody joined an organization that I manage";
const CREATED = "A project was created";
const PREFERENCES = "/inbox/preferences";

const table = (page: Page): Locator => page.getByRole("table", { name: "Notification preferences" });
const lineOf = (page: Page, label: string): Locator => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: label }) });
const byMail = (page: Page, label: string): Locator => page.getByLabel(`${label}: by mail`);
const saved = (page: Page): Locator => page.getByRole("status").filter({ hasText: "Saved" });

/** Somebody new in the organization, which its owner hears of. */
async function join(name: string, owner: Person, organization: Organization, role = "member"): Promise<Person> {
  const person = await Person.join(name);
  await person.accept(await owner.invite(organization, person.email, role));
  return person;
}

/** Waits until the app has told of it: what goes by mail at once is decided by then. */
async function expectTold(person: Person, title: string): Promise<void> {
  await expect(async () => {
    const { results } = await person.get<{ results: { title: string }[] }>("/api/core/notifications/");
    expect(results.map((one) => one.title).join("\n")).toContain(title);
  }).toPass({ timeout: 20_000 });
}

test("a choice is kept at once, and goes back to its default", async ({ page, context }) => {
  await settle(context);
  await page.goto(PREFERENCES);
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
  await expect(lineOf(page, JOINED).getByRole("button")).toHaveCount(0);
  await byMail(page, JOINED).selectOption("Never");
  await page.getByLabel(`${JOINED}: in KeyNest`).click();
  await expect(saved(page)).toBeVisible();
  await expectAccessible(page, "preferences, one chosen");
  await page.reload();
  await expect(byMail(page, JOINED)).toHaveValue("never");
  await expect(page.getByLabel(`${JOINED}: in KeyNest`)).not.toBeChecked();
  await page.getByRole("button", { name: `${JOINED}: back to default` }).click();
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
  await expect(saved(page)).toBeVisible();
  await page.reload();
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
});

test("what is about one's account is fixed, and says why", async ({ page, context }) => {
  await settle(context);
  await page.goto(PREFERENCES);
  const line = lineOf(page, "My password was changed");
  await expect(line).toContainText("Always");
  await expect(line.getByRole("switch")).toHaveCount(0);
  await expect(table(page).getByText("so that nobody can hide from you")).toBeVisible();
});

test("the whole page works by keyboard alone, and on a phone", async ({ page, context }) => {
  await settle(context);
  await page.setViewportSize({ width: 375, height: 740 });
  await page.goto(PREFERENCES);
  const toggle = page.getByLabel(`${CREATED}: in KeyNest`);
  await toggle.focus();
  await page.keyboard.press("Space");
  await expect(toggle).not.toBeChecked();
  await page.keyboard.press("Tab");
  await expect(byMail(page, CREATED)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(byMail(page, CREATED)).toHaveValue("at_once");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: `${CREATED}: back to default` })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(toggle).toBeChecked();
  await expect(byMail(page, CREATED)).toHaveValue("never");
  await expectAccessible(page, "preferences on a phone");
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test("what can't be saved is taken back, and said", async ({ page, context, faults }) => {
  await settle(context);
  await page.goto(PREFERENCES);
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
  await context.setOffline(true);
  await byMail(page, JOINED).selectOption("Never");
  await expect(page.getByText("KeyNest can't be reached")).toBeVisible();
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
  await context.setOffline(false);
  await byMail(page, JOINED).selectOption("Never");
  await expect(saved(page)).toBeVisible();
  await page.reload();
  await expect(byMail(page, JOINED)).toHaveValue("never");
  // Of the time without a connection, and of nothing else.
  expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(fault))).toEqual([]);
  faults.length = 0;
});

test("preferences that can't be fetched say so, and are fetched again", async ({ page, context, expected }) => {
  expected.statuses.add(503);
  await settle(context);
  const path = "**/api/core/notifications/preferences/";
  await page.route(path, (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto(PREFERENCES);
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "This didn't load" })).toBeVisible();
  await expectAccessible(page, "preferences, not fetched");
  await page.unroute(path);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(table(page)).toBeVisible();
});

test("what can wait comes in the digest, at the hour that one chose", async ({ page, context }) => {
  const { owner, organization } = await settle(context);
  await page.goto(PREFERENCES);
  await expect(page.getByText("No digest comes")).toBeVisible();
  await byMail(page, JOINED).selectOption("In the digest");
  await expect(page.getByText("The next one comes on")).toBeVisible();
  await page.getByLabel("How often").selectOption("Every week");
  await page.getByLabel("On", { exact: true }).selectOption("Sunday");
  await page.getByLabel("At", { exact: true }).selectOption("17:00");
  await expect(page.getByText(/Sunday \d+ \w+ at 17:00/)).toBeVisible();
  await expect(saved(page)).toBeVisible();
  await expectAccessible(page, "preferences with a digest");
  await page.reload();
  await expect(page.getByLabel("On", { exact: true })).toHaveValue("6");
  await expect(page.getByLabel("At", { exact: true })).toHaveValue("17");

  await join("Grace", owner, organization);
  await expectTold(owner, "joined");
  expect(await mailsTo(owner.email, /joined/)).toBe(0);
  letDigestCome(owner);
  const digest = await mailTo(owner.email, /digest/i);
  expect(digest).toContain("joined");
  expect(digest).toContain(organization.name);

  await page.goto(linkIn(digest, "/unsubscribe"));
  await expect(page.getByText("The digest of your notifications")).toBeVisible();
});

test("the link in a mail stops that mail, and lets it come again", async ({ page, context }) => {
  const owner = await Person.join("Ada");
  const organization = await owner.found("Acme");
  const grace = await join("Grace", owner, organization);
  const link = linkIn(await mailTo(owner.email, new RegExp(`${grace.email}.*joined`)), "/unsubscribe");

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Stop these mails?" })).toBeVisible();
  await expect(page).toHaveURL(/\/unsubscribe$/);
  await expect(page.getByText(JOINED)).toBeVisible();
  await expect(page.getByText(owner.email)).toHaveCount(0);
  await expectAccessible(page, "unsubscribe, asked");
  await page.getByRole("button", { name: "Stop them" }).click();
  await expect(page.getByRole("heading", { name: "These mails have stopped" })).toBeVisible();
  await expectAccessible(page, "unsubscribe, done");

  const eve = await join("Eve", owner, organization);
  await expectTold(owner, `${eve.email} joined`);
  expect(await mailsTo(owner.email, new RegExp(`${eve.email}.*joined`))).toBe(0);

  await page.goto("/login");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "These mails have stopped" })).toBeVisible();
  await page.getByRole("button", { name: "Let them come again" }).click();
  await expect(page.getByRole("heading", { name: "These mails come again" })).toBeVisible();
  await expectAccessible(page, "unsubscribe, undone");
  const mallory = await join("Mallory", owner, organization);
  await mailTo(owner.email, new RegExp(`${mallory.email}.*joined`));

  await expect(page.getByRole("link", { name: "your preferences" })).toHaveAttribute("href", PREFERENCES);
  await owner.enter(context);
  await page.goto(PREFERENCES);
  await expect(byMail(page, JOINED)).toHaveValue("at_once");
});

test("a link that was cut says so", async ({ page, expected }) => {
  expected.statuses.add(400);
  await page.goto("/unsubscribe#token=cut-off");
  await expect(page.getByRole("heading", { name: "This link doesn't work" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Open your preferences" })).toBeVisible();
  await expectAccessible(page, "unsubscribe, broken");
});

test("who has no account can do without invitations, and inviters see it", async ({ page, context, faults }) => {
  const { owner, organization, base } = await settle(context);
  const stranger = freshAddress("Grace");
  await owner.invite(organization, stranger, "member");
  await page.goto(linkIn(await mailTo(stranger, /invite/i), "/unsubscribe"));
  await expect(page.getByText("Invitations to organizations, from anybody")).toBeVisible();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Stop them" }).click();
  await expect(page.getByText("KeyNest can't be reached")).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Stop them" }).click();
  await expect(page.getByRole("heading", { name: "These mails have stopped" })).toBeVisible();
  await page.goto(`${base}/members?tab=pending`);
  await expect(page.getByText("This mailbox takes no invitations")).toBeVisible();
  await expectAccessible(page, "an invitation that is not mailed");
  // Of the time without a connection, and of nothing else.
  expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(fault))).toEqual([]);
  faults.length = 0;
});

test("invitations by mail can be switched off in one's preferences, and on again", async ({ page, context }) => {
  const { owner } = await settle(context);
  const grace = await Person.join("Grace");
  const others = await grace.found("Beta");
  await page.goto(PREFERENCES);
  const invitations = page.getByRole("switch", { name: "Mail me invitations" });
  await invitations.click();
  await expect(saved(page)).toBeVisible();
  await expect(lineOf(page, "Somebody invites me")).toContainText("Never");
  await grace.post(`/api/core/organizations/${others.id}/invitations/`, { email: owner.email, role: "member" });
  await expectTold(owner, "invited you to Beta");
  expect(await mailsTo(owner.email, /invites? you to Beta/)).toBe(0);
  await page.reload();
  await expect(invitations).not.toBeChecked();
  await invitations.click();
  await expect(saved(page)).toBeVisible();
});

test("an organization's default holds for whoever has not chosen", async ({ page, context, another }) => {
  const { owner, organization, base } = await settle(context);
  const grace = await join("Grace", owner, organization);
  const eve = await join("Eve", owner, organization);
  await eve.put("/api/core/notifications/preferences/", { kinds: [{ kind: "project.created", in_app: true, mail: "never" }] });
  await page.goto(`${base}/settings`);
  await page.getByRole("navigation", { name: "Settings of the organization" }).getByRole("link", { name: "Notifications" }).click();
  await expect(page.getByRole("table", { name: "Defaults of the organization" })).toBeVisible();
  await byMail(page, CREATED).selectOption("At once");
  await expect(saved(page)).toBeVisible();
  await expectAccessible(page, "defaults of an organization");

  await owner.start(organization, "Engine");
  await mailTo(grace.email, /Engine/);
  await expectTold(eve, "Engine");
  expect(await mailsTo(eve.email, /Engine/)).toBe(0);

  const theirs = await another();
  await grace.enter(theirs);
  const other = await theirs.newPage();
  await other.goto(PREFERENCES);
  await expect(lineOf(other, CREATED)).toContainText(`In ${organization.name}: in KeyNest, mail at once`);
  await other.goto(`${base}/settings/notifications`);
  await expect(other.getByText("Only admins and owners change this")).toBeVisible();
  await expect(other.getByLabel(`${CREATED}: in KeyNest`)).toBeDisabled();
  await expectAccessible(other, "defaults, read only");
  await theirs.close();

  await page.getByRole("button", { name: `${CREATED}: back to default` }).click();
  await expect(byMail(page, CREATED)).toHaveValue("never");
});
