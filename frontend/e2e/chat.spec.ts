/** Chat beside the work: two people talk, one is cut off, a secret is caught, and nothing crosses organizations. */
import type { BrowserContext, Page, WebSocketRoute } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { alertOn, expectLive, Person, settle, type Organization } from "./support/stage";

// Two browsers and what they wait for from each other take their time on a busy machine.
test.describe.configure({ mode: "parallel", timeout: 120_000 });

interface Room {
  id: string;
  name: string;
  kind: string;
}

const SECRET = "sk_live_Zt81kQvN0pXw47LmYbRd92Hs";

async function general(person: Person, organization: Organization): Promise<Room> {
  const { results } = await person.get<{ results: Room[] }>(`/api/core/chat/rooms/?organization=${organization.id}`);
  return results.find(({ name, kind }) => name === "general" && kind === "organization") as Room;
}

const field = (page: Page) => page.getByRole("textbox", { name: /^Message to/ });
const log = (page: Page) => page.getByRole("log");
const said = (page: Page, text: string) => log(page).getByRole("listitem").filter({ hasText: text });

/** In its place in the room, and not only on its way. */
const arrived = (page: Page, text: string) => log(page).locator("li[data-no]").filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
  await expect(arrived(page, text)).toBeVisible();
}

/** Two members of one organization, each with a browser of their own, both in its common room. */
async function two(ada: { page: Page; context: BrowserContext }, another: () => Promise<BrowserContext>) {
  const stage = await settle(ada.context);
  const grace = await Person.join("Grace");
  await grace.accept(await stage.owner.invite(stage.organization, grace.email, "member"));
  const room = await general(stage.owner, stage.organization);
  const context = await another();
  await grace.enter(context);
  const other = await context.newPage();
  const path = `${stage.base}/chat/${room.id}`;
  return { ...stage, grace, room, path, other };
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(field(page)).toBeVisible();
  await expectLive(page);
}

test("two people talk: they see each other type, write, read, edit and take back", async ({ page, context, another }) => {
  const { other, path } = await two({ page, context }, another);
  await open(page, path);
  await open(other, path);
  await field(page).pressSequentially("Hello Grace");
  await expect(other.getByText("Ada is typing…")).toBeVisible();
  await field(page).press("Enter");
  await expect(said(other, "Hello Grace")).toBeVisible();
  await expect(other.getByText("Ada is typing…")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Seen by Grace" })).toBeVisible();

  await field(other).fill("Hello **Ada**, see `make run`");
  await field(other).press("Enter");
  await expect(log(page).locator("strong", { hasText: "Ada" })).toBeVisible();
  await expect(log(page).locator("code", { hasText: "make run" })).toBeVisible();

  await field(page).press("ArrowUp");
  const edit = page.getByRole("textbox", { name: "Edit message" });
  await expect(edit).toHaveValue("Hello Grace");
  await edit.fill("Hello Grace Hopper");
  await edit.press("Enter");
  await expect(said(other, "Hello Grace Hopper(edited)")).toBeVisible();

  await said(page, "Hello Grace Hopper").hover();
  await said(page, "Hello Grace Hopper").getByRole("button", { name: /^More about/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(said(other, "This message was deleted.")).toBeVisible();
  await expect(other.getByText("Hello Grace Hopper")).toHaveCount(0);
});

test("who is cut off writes on, comes back, and has missed nothing", async ({ page, context, another }) => {
  const { other, path, owner, room } = await two({ page, context }, another);
  const lines: WebSocketRoute[] = [];
  let cut = false;
  await other.routeWebSocket(/\/ws\//, (line) => {
    if (cut) return void line.close({ code: 1012 });
    line.connectToServer();
    lines.push(line);
  });
  await open(page, path);
  await open(other, path);
  await say(page, "before");
  await expect(said(other, "before")).toBeVisible();
  cut = true;
  await lines.at(-1)?.close({ code: 1012 });
  await expect(other.getByText("Reconnecting. What you write is sent as soon as the connection is back.")).toBeVisible();
  await field(other).fill("written while away");
  await field(other).press("Enter");
  await expect(said(other, "written while away")).toContainText("Waiting for the connection");
  for (let count = 1; count <= 12; count += 1) await owner.post(`/api/core/chat/rooms/${room.id}/messages/`, { text: `missed ${count}.`, cid: crypto.randomUUID() });
  cut = false;
  for (const count of [1, 7, 12]) await expect(said(other, `missed ${count}.`)).toHaveCount(1, { timeout: 20_000 });
  await expect(said(other, "Waiting for the connection")).toHaveCount(0, { timeout: 20_000 });
  await expect(said(other, "written while away")).toHaveCount(1);
  await expect(said(page, "written while away")).toHaveCount(1);
  await expect(said(page, "missed")).toHaveCount(12);
});

test("a pasted secret is caught, and goes as a link that opens once", async ({ page, context, expected, another }) => {
  expected.statuses.add(400).add(404);
  const { other, path, owner, development } = await two({ page, context }, another);
  await owner.set(development, "STRIPE_KEY", SECRET);
  await open(page, path);
  await open(other, path);
  await field(page).fill(`Use ${SECRET} for the test, please`);
  await field(page).press("Enter");
  const dialog = page.getByRole("dialog", { name: "This message was not sent" });
  await expect(dialog).toContainText("STRIPE_KEY");
  await expect(dialog.getByRole("radio", { name: SECRET })).toBeChecked();
  await expectAccessible(page, "held back");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(SECRET);
  await dialog.getByRole("button", { name: "Send a one-time link instead" }).click();
  const link = log(other).getByRole("link", { name: /One-time secret/ });
  await expect(link).toBeVisible();
  await expect(said(other, "for the test, please")).toBeVisible();
  await expect(other.getByText(SECRET)).toHaveCount(0);
  await expect(page.getByText(SECRET)).toHaveCount(0);

  await link.click();
  await other.getByRole("button", { name: "Open it" }).click();
  await expect(other.getByText("That was the last time this link opened.", { exact: false })).toBeVisible();
  await expect(other.getByText(SECRET)).toHaveCount(0);
  await expectAccessible(other, "an opened secret");
  await other.getByRole("button", { name: "Show" }).click();
  await expect(other.getByText(SECRET)).toBeVisible();
  await other.reload();
  await other.getByRole("button", { name: "Open it" }).click();
  await expect(other.getByRole("heading", { name: "There is nothing behind this link" })).toBeVisible();
});

test("what was held back can be changed instead, and an edit is held back too", async ({ page, context, expected }) => {
  expected.statuses.add(400);
  const { owner, organization, development, base } = await settle(context);
  await owner.set(development, "STRIPE_KEY", SECRET);
  await open(page, `${base}/chat/${(await general(owner, organization)).id}`);
  await field(page).fill(`It is ${SECRET}`);
  await field(page).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Edit the message" }).click();
  await expect(field(page)).toHaveValue(`It is ${SECRET}`);
  await say(page, "It is in the vault");
  await field(page).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit message" }).fill(`It is ${SECRET}`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This holds a stored value", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(said(page, "It is in the vault")).toBeVisible();
});

test("a switch of organization shows nothing of the other", async ({ page, context }) => {
  const { owner, organization, base } = await settle(context);
  await open(page, `${base}/chat/${(await general(owner, organization)).id}`);
  await say(page, "only for Acme");
  await field(page).fill("a draft for Acme");
  const second = await owner.found("Beta");
  const elsewhere = await general(owner, second);
  await page.goto(`/orgs/${second.slug}/chat/${elsewhere.id}`);
  await expect(field(page)).toBeVisible();
  await page.getByRole("button", { name: /^Organization: Beta/ }).click();
  await page.getByRole("menuitem", { name: "Acme" }).click();
  await expect(page).toHaveURL((url) => url.pathname === base);
  await page.getByRole("link", { name: /^Chat/ }).first().click();
  await expect(said(page, "only for Acme")).toBeVisible();
  await page.getByRole("button", { name: /^Organization: Acme/ }).click();
  await page.getByRole("menuitem", { name: "Beta" }).click();
  await expect(page).toHaveURL((url) => url.pathname === `/orgs/${second.slug}`);
  await page.getByRole("link", { name: /^Chat/ }).first().click();
  await expect(field(page)).toHaveValue("");
  await expect(page.getByText("only for Acme")).toHaveCount(0);
  await expect(log(page).getByRole("listitem")).toHaveCount(0);
});

test("somebody is mentioned, is told of it, and comes to the message", async ({ page, context, another }) => {
  const { other, path } = await two({ page, context }, another);
  await open(page, path);
  await other.goto("/inbox");
  await expectLive(other);
  await field(page).pressSequentially("Could you look, @gra");
  await expect(page.getByRole("listbox", { name: "People" })).toBeVisible();
  await expectAccessible(page, "the picker");
  await field(page).press("Enter");
  await expect(field(page)).toHaveValue("Could you look, @Grace ");
  await field(page).pressSequentially("please?");
  await field(page).press("Enter");
  await expect(said(page, "Could you look, @Grace please?")).toBeVisible();
  const notice = other.getByRole("button", { name: /mentioned you/ });
  await expect(notice.first()).toBeVisible();
  await notice.first().click();
  await expect(other).toHaveURL(/\/chat\//);
  await expect(said(other, "Could you look, @Grace please?")).toBeVisible();
});

test("variables are linked by name", async ({ page, context }) => {
  const { owner, organization, development, base } = await settle(context);
  await owner.set(development, "DATABASE_URL", "postgresql://app@db/app");
  await open(page, `${base}/chat/${(await general(owner, organization)).id}`);
  await field(page).pressSequentially("It is #DATABASE");
  await page.getByRole("option", { name: /DATABASE_URL/ }).click();
  await expect(field(page)).toHaveValue("It is #shop/development/DATABASE_URL ");
  await field(page).press("Enter");
  const chip = log(page).getByRole("link", { name: "DATABASE_URL" });
  await expect(chip).toBeVisible();
  await chip.click();
  await expect(page).toHaveURL(/\/envs\/development\?q=DATABASE_URL/);
  await page.goBack();
  await expect(chip).toBeVisible();
});

test("an event of the audit log is brought into a room, and named to nobody who may not read the log", async ({ page, context, another }) => {
  const { other, path, base } = await two({ page, context }, another);
  await open(other, path);
  await page.goto(`${base}/audit`);
  await page.getByRole("row").nth(1).click();
  await page.getByRole("link", { name: "Share in chat" }).click();
  await page.getByRole("link", { name: /general/ }).click();
  await expect(field(page)).toHaveValue(/^#event \d+ $/);
  await field(page).press("End");
  await field(page).pressSequentially("looks odd");
  await field(page).press("Enter");
  await expect(arrived(page, "looks odd").getByRole("link")).toHaveAttribute("href", /\/audit/);
  await expect(arrived(other, "looks odd")).toContainText("an event not shared with you");
  await expect(arrived(other, "looks odd").getByRole("link")).toHaveCount(0);
});

test("what is new waits behind a line and a badge; what was said is found again", async ({ page, context, another }) => {
  const { other, path, base, owner, room } = await two({ page, context }, another);
  await other.goto(`${base}/members`);
  await expectLive(other);
  for (let count = 1; count <= 70; count += 1) await owner.post(`/api/core/chat/rooms/${room.id}/messages/`, { text: count === 3 ? "the needle in the haystack" : `hay ${count}.`, cid: crypto.randomUUID() });
  await expect(other.getByRole("link", { name: /^Chat 70 unread/ }).first()).toBeVisible();
  await open(other, path);
  await other.getByRole("button", { name: /more new messages above$/ }).click();
  await expect(other.getByText("New messages", { exact: true })).toBeVisible();
  await expect(said(other, "hay 1.")).toBeInViewport();
  await other.getByRole("button", { name: /^(Latest|\d+ new messages?)$/ }).click();
  await expect(said(other, "hay 70.")).toBeInViewport();
  await expect(other.getByRole("link", { name: /^Chat$/ }).first()).toBeVisible();

  await other.getByRole("searchbox", { name: "Search messages" }).fill("needle");
  await other.getByRole("searchbox", { name: "Search messages" }).press("Enter");
  const hits = other.getByRole("list", { name: "Messages found" });
  await expect(hits.getByRole("listitem")).toHaveCount(1);
  await expectAccessible(other, "the search");
  await hits.getByRole("link").click();
  await expect(said(other, "the needle in the haystack")).toBeInViewport();
  await open(page, path);
});

test("rooms are opened, named, muted and archived; drafts stay; people write to each other", async ({ page, context, another }) => {
  const { path, grace } = await two({ page, context }, another);
  await open(page, path);
  await field(page).fill("half a thought");
  await page.getByRole("button", { name: "New room" }).click();
  await page.getByLabel("Name").fill("On Call");
  await page.getByLabel("Topic").fill("Who is awake");
  await expectAccessible(page, "a new room");
  await page.getByRole("button", { name: "Open the room" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "on-call" })).toBeVisible();
  await expect(page.getByText("Who is awake")).toBeVisible();
  await expect(field(page)).toHaveValue("");
  await page.getByRole("button", { name: /^Mute/ }).click();
  await expect(page.getByRole("navigation", { name: "Rooms" }).getByLabel("muted")).toBeVisible();
  await page.getByRole("button", { name: "More about this room" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("This room is archived", { exact: false })).toBeVisible();
  await page.getByRole("link", { name: /general/ }).click();
  await expect(field(page)).toHaveValue("half a thought");
  await page.getByRole("button", { name: "New conversation" }).click();
  await page.getByRole("dialog").getByRole("button", { name: new RegExp(grace.email) }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Grace" })).toBeVisible();
  await say(page, "just us");
});

test("it fits on a phone, in both themes", async ({ page, context }) => {
  const { owner, organization, base, development } = await settle(context);
  await owner.set(development, "A_RATHER_LONG_NAME_THAT_NOBODY_WOULD_BREAK_BY_HAND_BUT_PHONES_MUST", "x");
  const room = await general(owner, organization);
  for (const text of ["a", "https://example.com/" + "x".repeat(200), "```\n" + "y".repeat(200) + "\n```", "word ".repeat(80)]) {
    await owner.post(`/api/core/chat/rooms/${room.id}/messages/`, { text, cid: crypto.randomUUID() });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${base}/chat`);
  await expect(page.getByRole("heading", { level: 1, name: "Chat" })).toBeVisible();
  await expectAccessible(page, "the rooms on a phone");
  await page.getByRole("link", { name: /general/ }).click();
  await expect(field(page)).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await expectAccessible(page, "a room on a phone");
  await page.getByRole("link", { name: "All rooms" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Chat" })).toBeVisible();
});

test("a link for whoever has it: its token leaves the address, it opens once, and can be taken back", async ({ page, context, expected, another }) => {
  expected.statuses.add(404);
  const { base } = await settle(context);
  await page.goto(`${base}/shared`);
  await page.getByRole("button", { name: "Share a secret" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Secret").fill("what nobody else may know");
  await dialog.getByLabel("Name").fill("For the auditors");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const url = (await dialog.locator("code").textContent()) ?? "";
  expect(url).toContain("/share#token=");
  await expectAccessible(page, "a new link");
  await dialog.getByRole("button", { name: "Done" }).click();
  const stranger = await another();
  const guest = await stranger.newPage();
  await guest.goto(url);
  await expect(guest.getByRole("heading", { name: "For the auditors" })).toBeVisible();
  expect(guest.url()).not.toContain("token");
  await expectAccessible(guest, "a link before it is opened");
  await guest.getByRole("button", { name: "Open it" }).click();
  await expect(guest.getByText("That was the last time", { exact: false })).toBeVisible();
  await guest.getByRole("button", { name: "Show" }).click();
  await expect(guest.getByText("what nobody else may know")).toBeVisible();
  await guest.goto(url);
  await guest.reload();
  await expect(guest.getByRole("heading", { name: "There is nothing behind this link" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "For the auditors" })).toContainText("opened");
  await expect(alertOn(page)).toHaveCount(0);
});
