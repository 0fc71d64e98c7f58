/** Getting in, and what stands in the way. */
import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";
import { linkIn, mailTo } from "./support/inbox";
import { alertOn, freshAddress, PASSWORD, Person } from "./support/stage";

test.describe.configure({ mode: "parallel" });

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a wrong password and an unknown address read alike, and a deep link is reached after all", async ({ page, expected }) => {
  expected.statuses.add(401);
  const ada = await Person.join("Ada");
  await page.goto("/account/sessions?from=mail");
  await expect(page).toHaveURL(/\/login\?next=/);
  await fillIn(page, ada.email, "not the password");
  const wrong = await alertOn(page).innerText();
  await fillIn(page, freshAddress("nobody"), "not the password");
  await expect(alertOn(page)).toHaveText(wrong);
  await fillIn(page, ada.email, PASSWORD);
  await expect(page).toHaveURL(/\/account\/sessions\?from=mail/);
  await expect(page.getByText("Chrom", { exact: false }).first()).toBeVisible();
});

test("who never confirmed their address is told so, and can have the mail again", async ({ page, expected }) => {
  expected.statuses.add(403);
  const email = freshAddress("late");
  await page.goto("/register");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  await page.goto("/login");
  await fillIn(page, email, PASSWORD);
  await expect(alertOn(page)).toContainText(/confirm/i);
  await expect(page.getByRole("button", { name: /again|new link|resend/i })).toBeVisible();
});

test("a forgotten password is replaced by a mailed link, which works once and ends other sessions", async ({ page, context, expected, another }) => {
  expected.statuses.add(400).add(401);
  const ada = await Person.join("Ada");
  const elsewhere = await another();
  await ada.enter(elsewhere);
  const old = await elsewhere.newPage();
  await old.goto("/account");
  await expect(old.getByRole("heading", { name: "Account" }).or(old.getByRole("heading", { name: "Profile" })).first()).toBeVisible();

  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot it?" }).click();
  await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  const link = linkIn(await mailTo(ada.email, /password/i), "/reset-password");
  await page.goto(link);
  await page.getByLabel("New password").fill("a quite different passphrase");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("heading", { name: "Your password is changed" })).toBeVisible();

  const second = await context.newPage();
  await second.goto(link);
  await second.getByLabel("New password").fill("one more passphrase");
  await second.getByRole("button", { name: "Change password" }).click();
  await expect(second.getByRole("heading", { name: "This link no longer works" })).toBeVisible();

  await old.reload();
  await expect(old).toHaveURL(/\/login/);
  await page.getByRole("link", { name: "Sign in" }).click();
  await fillIn(page, ada.email, "a quite different passphrase");
  await expect(page).toHaveURL(/\/organizations/);
  await elsewhere.close();
});
