/** An organization's own words and look for its mail: written, seen, tried, kept, and read by whoever gets it. */
import { deflateSync } from "node:zlib";

import type { FrameLocator, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { letterTo, mailsTo, mailTo } from "./support/inbox";
import { alertOn, expectLive, freshAddress, type Organization, Person, settle } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

const TEXTS = "mail-templates/invitation/";
const of = (organization: Organization) => `/api/core/organizations/${organization.id}/`;
const preview = (page: Page): FrameLocator => page.frameLocator("iframe[title='Invitation as it looks']");
const subject = (page: Page) => page.getByRole("region", { name: "Preview" }).getByText("Subject", { exact: true }).locator("..");
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });

async function open(page: Page, base: string): Promise<void> {
  await page.goto(`${base}/settings/mail/invitation`);
  await expect(preview(page).getByRole("heading", { level: 1 })).toBeVisible();
}

async function inviteSomebody(owner: Person, organization: Organization): Promise<string> {
  const address = freshAddress("Somebody");
  await owner.post(`${of(organization)}invitations/`, { email: address, role: "member" });
  return address;
}

test("a letter in one's own words, seen while it is written, is what people get", async ({ page, context }) => {
  const { owner, organization, base } = await settle(context);
  await page.goto(`${base}/settings`);
  await page.getByRole("navigation", { name: "Settings of the organization" }).getByRole("link", { name: "Mail" }).click();
  await expectAccessible(page, "mail settings");
  await page.getByRole("list", { name: "Letters" }).getByRole("link", { name: /^Invitation / }).click();
  await expect(preview(page).getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await expectAccessible(page, "a letter in KeyNest's words");

  await page.getByLabel("Heading", { exact: true }).fill("Come aboard, ");
  await page.getByRole("button", { name: /^Insert organization/ }).click();
  await page.keyboard.type("!");
  await expect(page.getByLabel("Heading", { exact: true })).toHaveValue("Come aboard, {{ organization }}!");
  await expect(preview(page).getByRole("heading", { name: "Come aboard, Acme!" })).toBeVisible();
  await page.getByLabel("Subject", { exact: true }).fill("{{ inviter }} wants you here");
  await expect(subject(page)).toContainText("wants you here");
  await page.keyboard.press("Control+z");
  await expect(page.getByLabel("Subject", { exact: true })).not.toHaveValue("{{ inviter }} wants you here");
  await page.getByLabel("Subject", { exact: true }).fill("{{ inviter }} wants you here");
  await page.getByRole("button", { name: "Plain text" }).click();
  await expect(page.getByLabel("Invitation as plain text")).toContainText("Come aboard, Acme!");
  await page.getByRole("button", { name: "Phone", exact: true }).click();
  await expectAccessible(page, "a letter under work");
  await save(page).click();
  await expect(page.getByText("Saved. The next mail says it like this.")).toBeVisible();
  await expect(page.getByText("No unsaved changes")).toBeVisible();

  const address = await inviteSomebody(owner, organization);
  const { text, html } = await letterTo(address, /^Ada wants you here$/);
  expect(text).toContain("Come aboard, Acme!");
  expect(html).toContain("Come aboard, Acme!");
});

test("what is wrong is said at its block and line, and is not saved", async ({ page, context, expected }) => {
  expected.statuses.add(400);
  const { base } = await settle(context);
  await open(page, base);
  const body = page.getByLabel("Text", { exact: true });
  await body.fill("Hello,\n\n{% if inviter %}never closed");
  const fault = page.getByRole("status").filter({ hasText: /Line \d/ });
  await expect(fault).toBeVisible();
  await expect(body).toHaveAttribute("aria-invalid", "true");
  await expect(save(page)).toBeDisabled();
  await expect(page.getByText("As it was before the fault")).toBeVisible();
  await expectAccessible(page, "a faulty letter");
  await fault.getByRole("button", { name: /^Go to line/ }).click();
  await expect(body).toBeFocused();
  expect(await body.evaluate((field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart)).toBeGreaterThan(0);

  await body.fill("{{ password }}");
  await expect(fault).toContainText("password");
  await body.fill("{% for one in inviter %}{{ one }}{% endfor %}");
  await expect(fault).toBeVisible();
  await body.fill("<script>alert(1)</script> https://evil.example/now");
  await expect(save(page)).toBeEnabled();
  await expect(preview(page).getByText("<script>alert(1)</script>")).toBeVisible();
  await expect(preview(page).locator("a[href*=evil]")).toHaveCount(0);
});

test("what somebody else saved meanwhile is shown beside one's own, and neither is lost", async ({ page, context, expected }) => {
  expected.statuses.add(409);
  const { owner, organization, base } = await settle(context);
  await open(page, base);
  await expectLive(page);
  const heading = page.getByLabel("Heading", { exact: true });
  await heading.fill("Mine");
  await owner.put(`${of(organization)}${TEXTS}`, { texts: { heading: "Theirs" }, version: 0 });
  await expect(page.getByText("while you were writing")).toBeVisible();
  await expect(page.getByText("Theirs", { exact: true }).last()).toBeVisible();
  await expect(heading).toHaveValue("Mine");
  await expect(save(page)).toBeDisabled();
  await expectAccessible(page, "a letter that was overtaken");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByText("while you were writing")).toHaveCount(0);
  await save(page).click();
  await expect(page.getByText("No unsaved changes")).toBeVisible();
  await expect(heading).toHaveValue("Mine");

  await heading.fill("Mine again");
  await owner.put(`${of(organization)}${TEXTS}`, { texts: { heading: "Theirs again" }, version: 2 });
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(heading).toHaveValue("Theirs again");
});

test("a save that comes too late is refused, and loses nothing", async ({ page, context, expected }) => {
  expected.statuses.add(409);
  const { owner, organization, base } = await settle(context);
  await page.routeWebSocket(/\/ws\//, () => undefined);
  await open(page, base);
  await page.getByLabel("Heading", { exact: true }).fill("Mine");
  await owner.put(`${of(organization)}${TEXTS}`, { texts: { heading: "Theirs" }, version: 0 });
  await save(page).click();
  await expect(page.getByText("Nothing of yours is lost")).toBeVisible();
  await expect(page.getByText("while you were writing")).toBeVisible();
  await expect(page.getByLabel("Heading", { exact: true })).toHaveValue("Mine");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await save(page).click();
  await expect(page.getByText("No unsaved changes")).toBeVisible();
});

test("every version stays, can be brought back, and so can KeyNest's words", async ({ page, context }) => {
  const { owner, organization, base } = await settle(context);
  for (const [version, heading] of ["First", "Second"].entries()) await owner.put(`${of(organization)}${TEXTS}`, { texts: { heading }, version });
  await open(page, base);
  const heading = page.getByLabel("Heading", { exact: true });
  await expect(heading).toHaveValue("Second");
  await page.getByRole("button", { name: "History" }).click();
  const sheet = page.getByRole("dialog", { name: "Invitation" });
  await expect(sheet.getByRole("list", { name: "Versions" }).getByRole("listitem")).toHaveCount(2);
  await sheet.getByText("Read it").last().click();
  await expect(sheet.getByText("First", { exact: true })).toBeVisible();
  await expectAccessible(page, "versions of a letter");
  await sheet.getByRole("button", { name: "Bring back version 1" }).click();
  await page.getByRole("dialog", { name: "Bring back version 1?" }).getByRole("button", { name: "Bring back" }).click();
  await expect(page.getByText("As in version 1 again, as version 3.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(heading).toHaveValue("First");

  await page.getByRole("button", { name: "Back to KeyNest's words", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Go back to them" }).click();
  await expect(heading).toHaveValue("Join {{ organization }}");
  await expect(preview(page).getByRole("heading", { name: "Join Acme" })).toBeVisible();
  expect(await mailTo(await inviteSomebody(owner, organization), /invites you/)).toContain("Ada invites you to join Acme");
});

test("a test goes to oneself alone, in words that are not saved yet", async ({ page, context }) => {
  const { owner, base } = await settle(context);
  await open(page, base);
  await page.getByLabel("Subject", { exact: true }).fill("Only a try");
  await page.getByRole("button", { name: "Send me a test" }).click();
  await expect(page.getByText(`A test is on its way to ${owner.email}.`)).toBeVisible();
  await mailTo(owner.email, /Only a try/);
  expect(await mailsTo(owner.email, /Only a try/)).toBe(1);
});

test("what is not saved stays while one walks around, and is asked about before it is dropped", async ({ page, context }) => {
  const { owner, base } = await settle(context);
  await owner.found("Beta");
  await open(page, base);
  await page.getByLabel("Heading", { exact: true }).fill("Half a thought");
  await page.getByRole("link", { name: "All letters" }).click();
  const entry = page.getByRole("list", { name: "Letters" }).getByRole("link", { name: /^Invitation / });
  await expect(entry).toContainText("unsaved changes");
  await page.getByRole("button", { name: /^Organization: Acme/ }).click();
  await page.getByRole("menuitem", { name: "Beta" }).click();
  const question = page.getByRole("dialog", { name: "Drop unsaved changes?" });
  await expect(question).toContainText("Mail / Invitation: 1 change");
  await expectAccessible(page, "unsaved letter");
  await question.getByRole("button", { name: "Cancel" }).click();
  await entry.click();
  await expect(page.getByLabel("Heading", { exact: true })).toHaveValue("Half a thought");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByLabel("Heading", { exact: true })).toHaveValue("Join {{ organization }}");
});

test("colour and logo are on the next mail", async ({ page, context, expected }) => {
  expected.statuses.add(400);
  const { owner, organization, base } = await settle(context);
  await page.goto(`${base}/settings/mail`);
  const color = page.getByLabel("Colour", { exact: true });
  await color.fill("#ffe27a");
  await expect(page.getByText("The colour is pale")).toBeVisible();
  await color.fill("#7a1f");
  await expect(page.getByText("Write it like #0c6657.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save the colour" })).toBeDisabled();
  await color.fill("#7a1fa2");
  await expect(page.getByText("Text on it is white")).toBeVisible();
  await expect(preview(page).locator("[style*='#7a1fa2']").first()).toBeVisible();
  await page.getByRole("button", { name: "Save the colour" }).click();
  await expect(page.getByText("Colour saved.")).toBeVisible();

  await page.getByLabel("Logo", { exact: true }).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(alertOn(page)).toBeVisible();
  await page.getByLabel("Logo", { exact: true }).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: picture(60, 20) });
  await expect(page.getByText("Logo changed.")).toBeVisible();
  await expect(page.getByAltText("The logo on a dark ground")).toBeVisible();
  await expect(preview(page).locator("img[src^='data:image/png']")).toBeVisible();
  await expectAccessible(page, "look of mail");

  const { html } = await letterTo(await inviteSomebody(owner, organization), /invites you/);
  expect(html).toContain("#7a1fa2");
  expect(html).toContain("cid:");
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByText("None: the name stands alone.")).toBeVisible();
});

test("who may not change it sees why, and a letter that there is not is missing", async ({ page, context, expected }) => {
  expected.statuses.add(404);
  const { owner, organization, base } = await settle(context);
  await page.goto(`${base}/settings/mail/nothing`);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  for (const path of ["mail", "mail/invitation"]) {
    await page.goto(`${base}/settings/${path}`);
    await expect(page.getByText("This needs the role admin or owner")).toBeVisible();
  }
  await expectAccessible(page, "mail settings, forbidden");
});

test("what can't be fetched says so, and a preview that fails leaves the letter alone", async ({ page, context, expected }) => {
  expected.statuses.add(503);
  const { base } = await settle(context);
  const all = "**/mail-templates/**";
  await page.route(all, (route) => route.fulfill({ status: 503, body: "" }));
  for (const path of ["mail", "mail/invitation"]) {
    await page.goto(`${base}/settings/${path}`);
    await expect(page.getByRole("heading", { name: "This didn't load" })).toBeVisible();
  }
  await page.unroute(all);
  const some = "**/mail-templates/*/preview/";
  await page.route(some, (route) => route.fulfill({ status: 503, body: "" }));
  await page.getByRole("button", { name: "Try again" }).click();
  const pane = page.getByRole("region", { name: "Preview" });
  await expect(pane.getByRole("alert")).toContainText("KeyNest is busy");
  await expect(page.getByLabel("Heading", { exact: true })).toHaveValue("Join {{ organization }}");
  await expectAccessible(page, "a letter without its preview");
  await page.unroute(some);
  await pane.getByRole("button", { name: "Try again" }).click();
  await expect(preview(page).getByRole("heading", { name: "Join Acme" })).toBeVisible();
});

test("without a connection nothing that was written is lost", async ({ page, context, faults }) => {
  const { base } = await settle(context);
  await open(page, base);
  await page.getByLabel("Heading", { exact: true }).fill("Written on a train");
  await expect(preview(page).getByRole("heading", { name: "Written on a train" })).toBeVisible();
  // By then the page has fetched what it needs to say that there is no connection.
  await page.waitForFunction(() => performance.now() > 8_000);
  await context.setOffline(true);
  await save(page).click();
  await expect(page.getByText("KeyNest can't be reached").first()).toBeVisible();
  await expect(page.getByText("1 block changed, not saved")).toBeVisible();
  await context.setOffline(false);
  await save(page).click();
  await expect(page.getByText("No unsaved changes")).toBeVisible();
  expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(fault))).toEqual([]);
  faults.length = 0;
});

test("a letter is written on a phone as well, the preview below", async ({ page, context }) => {
  const { base } = await settle(context);
  await page.setViewportSize({ width: 375, height: 740 });
  await open(page, base);
  await expectAccessible(page, "a letter on a phone");
  for (const path of ["mail/invitation", "mail", "notifications"]) {
    await page.goto(`${base}/settings/${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[role=status][aria-label=Loading]")).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
  }
});

/** A PNG of one colour, written by hand. */
function picture(width: number, height: number): Buffer {
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.from([0, ...Array.from({ length: width }, () => [122, 31, 162]).flat()])));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(checksum(named));
  return Buffer.concat([length, named, sum]);
}

function checksum(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
