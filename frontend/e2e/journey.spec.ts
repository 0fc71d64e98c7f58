/** The main journey: from an unknown address to a team that shares its variables, in two browsers. */
import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "./fixtures";
import { linkIn, mailTo } from "./support/inbox";
import { readByNode, readByPython, type Values } from "./support/readers";
import { expectLive, freshAddress, PASSWORD, rowOf } from "./support/stage";

const ENV_FILE = readFileSync(path.join(import.meta.dirname, "fixtures/real-world.env"), "utf8");
/** What the awkward lines mean, said independently of any parser. */
const AWKWARD: Values = {
  APP_TIMEZONE: "Europe/Berlin",
  DATABASE_URL: "postgresql://app:p%40ss=w0rd@db.internal:5432/app?sslmode=require&application_name=checkout",
  DB_POOL_TIMEOUT: "30",
  DB_PASSWORD: "pa$$w0rd#with'quote",
  MAIL_PASSWORD: 'it is a "quoted" one',
  MAIL_FROM_NAME: "Käse & Brötchen GmbH — 注文",
  PAYMENT_WEBHOOK_SECRET: "whsec_a=b=c==",
  PAYMENT_TEMPLATE: "Hello ${NAME}, you owe $TOTAL",
  OAUTH_CLIENT_SECRET: "a\\b\\n-not-an-escape",
  S3_ENDPOINT: "",
  FEATURE_FLAGS: '{"beta":true,"limit":10,"names":["a","b"]}',
  FEATURE_EMOJI: "🚀",
  FEATURE_GREETING: "Grüße,\n世界",
  FEATURE_SPACES: "  two before, two after  ",
  FEATURE_HASH: "colour #ff8800",
  FEATURE_URL_HASH: "https://example.com/#/cart",
  SIGNING_KEY: "-----BEGIN EXAMPLE KEY-----\nline one\n  indented line two\nline = three\n\nline five after an empty one\n-----END EXAMPLE KEY-----",
  SQL_HINT: "SELECT \"name\" FROM t WHERE a = 'b'",
  TABBED: "a\tb",
};

test("a team shares its first variables", async ({ page, another }, info) => {
  test.slow();
  const ada = freshAddress("Ada");
  const grace = freshAddress("Grace");
  const name = `Acme ${ada.slice(4, 12)}`;

  await test.step("register, and confirm by the mailed link", async () => {
    await page.goto("/register");
    await page.getByLabel("E-mail").fill(ada);
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
    await page.goto(linkIn(await mailTo(ada, /confirm/i), "/activate"));
    await expect.poll(() => page.url()).not.toContain("token");
    await page.getByRole("button", { name: "Confirm and sign in" }).click();
  });

  await test.step("organization, project, two environments", async () => {
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Create organization" }).click();
    await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "New project" }).click();
    await page.getByLabel("Name").fill("Checkout");
    await page.getByRole("button", { name: "Leave out staging" }).click();
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page.getByRole("heading", { name: "Checkout" })).toBeVisible();
    await page.getByRole("navigation").getByRole("link", { name: "development" }).click();
  });

  await test.step("paste a real .env, review, save", async () => {
    await page.getByRole("button", { name: "Paste or drop a .env file" }).click();
    await page.getByRole("textbox", { name: "Text" }).fill(ENV_FILE);
    await page.getByRole("button", { name: /^Stage \d+ changes$/ }).click();
    await page.getByRole("button", { name: "Review & save" }).click();
    const review = page.getByRole("dialog");
    await review.getByLabel("Message").fill("As it was found");
    await review.getByRole("button", { name: /^Save/ }).click();
    await expect(page.getByText("Saved to development").first()).toBeVisible();
    await expect(rowOf(page, "DATABASE_URL")).toBeVisible();
  });

  const theirs = await another();
  const colleague = await theirs.newPage();

  await test.step("a colleague, invited by mail, joins in another browser", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Members" }).click();
    await page.getByRole("button", { name: "Invite people" }).click();
    await page.getByLabel("E-mail addresses").fill(grace);
    await page.getByLabel("Role").selectOption("viewer");
    await page.getByRole("button", { name: "Invite 1 person" }).click();
    await expect(page.getByText("1 invitation on the way.")).toBeVisible();
    await colleague.goto(linkIn(await mailTo(grace, /invite/i), "/invitation"));
    await colleague.getByLabel("First name").fill("Grace");
    await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await colleague.getByRole("button", { name: "Create account and join" }).click();
    await expect(colleague.getByRole("button", { name: new RegExp(`Organization: ${name}`) })).toBeVisible();
    await expect(page.getByRole("row", { name: /Grace/ })).toBeVisible();
  });

  await test.step("who can look but not write", async () => {
    await colleague.getByRole("navigation").getByRole("link", { name: "Checkout" }).click();
    await colleague.getByRole("navigation").getByRole("link", { name: "development" }).click();
    await expect(rowOf(colleague, "DATABASE_URL")).toBeVisible();
    await expect(colleague.getByText("read only")).toBeVisible();
    await expect(colleague.getByRole("button", { name: "Add variable" })).toHaveCount(0);
    await expect(colleague.getByRole("button", { name: "Edit DATABASE_URL" })).toHaveCount(0);
    await expectLive(colleague);
  });

  await test.step("and sees a change as it happens", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Checkout" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "development" }).click();
    await page.getByRole("button", { name: "Add variable" }).click();
    await page.getByLabel("Name of the new variable").fill("ADDED_LATER");
    await page.keyboard.press("Enter");
    await page.getByLabel("Value of ADDED_LATER").fill("brand new");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Review & save" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save 1 change" }).click();
    await expect(rowOf(colleague, "ADDED_LATER")).toBeVisible();
  });

  await test.step("the export, read by two other programs, is what was stored", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export and more" }).click();
    await page.getByRole("menuitem", { name: ".env" }).click();
    const file = info.outputPath("exported.env");
    await (await download).saveAs(file);
    const stored = readByPython(file);
    expect(Object.keys(stored).length).toBeGreaterThan(60);
    expect(readByNode(file)).toEqual(stored);
    expect(stored).toMatchObject({ ...AWKWARD, ADDED_LATER: "brand new" });
  });
  await theirs.close();
});
