/** What guards an account: a second factor and its recovery codes, proving once more that it is oneself, sessions. */
import { readFileSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { leaveOnlyProvider, letProofsFade } from "./support/backstage";
import { App } from "./support/factors";
import { mailTo } from "./support/inbox";
import { freshAddress, PASSWORD, Person } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

const codesDialog = (page: Page): Locator => page.getByRole("dialog", { name: "Your recovery codes" });
const presenceDialog = (page: Page): Locator => page.getByRole("dialog", { name: "Confirm that it is you" });

async function setUpApp(page: Page): Promise<App> {
  await page.getByRole("button", { name: "Set up an app" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up an authenticator app" });
  await expect(dialog.getByRole("img", { name: "QR code with the secret" })).toBeVisible();
  return new App((await dialog.locator("code").innerText()).replaceAll(" ", ""));
}

async function keepCodes(page: Page): Promise<string[]> {
  const dialog = codesDialog(page);
  const codes = await dialog.getByRole("listitem").allInnerTexts();
  expect(new Set(codes).size).toBe(10);
  await dialog.getByLabel("I have saved them").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
  return codes;
}

test("an app is set up, its recovery codes are kept, and both open what matters", async ({ page, context, expected }) => {
  expected.statuses.add(400).add(403);
  const ada = await Person.join("Ada");
  await ada.enter(context);
  await page.goto("/account/security");
  const app = await setUpApp(page);
  await expectAccessible(page, "set up an app");
  await page.getByLabel("Enter the code it shows").fill("000000");
  await expect(page.getByText("That code is not right", { exact: false })).toBeVisible();
  await page.getByLabel("Enter the code it shows").fill(await app.next());

  const codes = codesDialog(page);
  await expect(codes).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(codes).toBeVisible();
  await expect(codes.getByRole("button", { name: "Done" })).toBeDisabled();
  await expectAccessible(page, "recovery codes");
  const download = page.waitForEvent("download");
  await codes.getByRole("link", { name: "Download" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  const kept = await keepCodes(page);
  for (const code of kept) expect(file).toContain(code);
  await expect(page.getByText("10 codes left")).toBeVisible();
  await expectAccessible(page, "security with a second factor");

  letProofsFade(ada);
  const renew = async () => {
    await page.getByRole("button", { name: "Make new codes" }).click();
    await page.getByRole("dialog", { name: "Make new recovery codes?" }).getByRole("button", { name: "Make new codes" }).click();
    await expect(presenceDialog(page)).toBeVisible();
  };
  await renew();
  await expectAccessible(page, "confirm that it is you");
  await presenceDialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await renew();
  await presenceDialog(page).getByRole("button", { name: "Use a recovery code" }).click();
  await presenceDialog(page).getByLabel("Recovery code").fill("not one of them");
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(presenceDialog(page).getByRole("alert")).toBeVisible();
  await presenceDialog(page).getByLabel("Recovery code").fill(kept[0] ?? "");
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(codesDialog(page)).toBeVisible();
  const renewed = await keepCodes(page);
  expect(renewed).not.toContain(kept[1]);

  letProofsFade(ada);
  await page.getByRole("button", { name: "Remove the app" }).click();
  await page.getByRole("dialog", { name: "Remove the authenticator app?" }).getByRole("button", { name: "Remove" }).click();
  await presenceDialog(page).getByLabel("Code").fill(await app.next());
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("button", { name: "Set up an app" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Recovery codes" })).toHaveCount(0);
});

test("an account without a password proves itself by its mailbox, and sees its last way in", async ({ page, context, expected }) => {
  expected.statuses.add(403);
  const ada = await Person.join("Ada");
  await ada.enter(context);
  leaveOnlyProvider(ada);
  letProofsFade(ada);
  await page.goto("/account");
  await page.getByLabel("New address").fill(freshAddress("new"));
  await expect(page.getByLabel("Current password")).toHaveCount(0);
  await page.getByRole("button", { name: "Send the confirmation" }).click();
  await expect(presenceDialog(page)).toBeVisible();
  await expectAccessible(page, "confirm by mail");
  await presenceDialog(page).getByRole("button", { name: "Send me a code" }).click();
  const code = /\b\d{4} ?\d{4}\b/.exec(await mailTo(ada.email, /code/i))?.[0] ?? "";
  await presenceDialog(page).getByLabel("Mailed code").fill(code);
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("The address changes when the link there is confirmed.", { exact: false })).toBeVisible();

  await page.getByRole("link", { name: "Connections" }).click();
  await expect(page.getByText("This is your only way in.", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Disconnect/ })).toBeDisabled();
  await expectAccessible(page, "the last way in");
  await page.getByRole("link", { name: "Set a password" }).click();
  await page.getByRole("button", { name: "Send me a link to set one" }).click();
  await expect(page.getByText(`We wrote to ${ada.email}`, { exact: false })).toBeVisible();
  await expectAccessible(page, "security without a password");
  await mailTo(ada.email, /password/i);
});

test("work that waits for a proof goes on with it, and the page stays as it was", async ({ page, context, expected }) => {
  expected.statuses.add(403).add(400);
  const ada = await Person.join("Ada");
  const organization = await ada.found("Acme");
  await ada.enter(context);
  letProofsFade(ada);
  await page.goto(`/orgs/${organization.slug}/settings`);
  await page.getByLabel("Name").fill("Not saved yet");
  await page.getByRole("button", { name: "Delete organization" }).click();
  await page.getByLabel(`Type ${organization.slug} to confirm`).fill(organization.slug);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await presenceDialog(page).getByLabel("Your password").fill("not the password");
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(presenceDialog(page).getByRole("alert")).toBeVisible();
  await presenceDialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(presenceDialog(page)).toHaveCount(0);
  await expect(page.getByLabel("Name")).toHaveValue("Not saved yet");
  await page.getByRole("button", { name: "Delete organization" }).click();
  await page.getByLabel(`Type ${organization.slug} to confirm`).fill(organization.slug);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await presenceDialog(page).getByLabel("Your password").fill(PASSWORD);
  await presenceDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(page).toHaveURL(/\/organizations/);
});

test("sessions say how they began, and end one by one, all but this, or all", async ({ page, context, expected, another }) => {
  expected.statuses.add(401);
  const ada = await Person.join("Ada");
  const elsewhere = await another();
  await ada.enter(context);
  await ada.enter(elsewhere);
  const other = await elsewhere.newPage();
  await other.goto("/account");
  await page.goto("/account/sessions");
  const rows = page.getByRole("table", { name: "Sessions" }).locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: "this device" })).toContainText("Password");
  await expect(rows.filter({ hasText: "Confirmation mail" })).toHaveCount(1);
  await rows.filter({ hasText: "Confirmation mail" }).getByRole("button").click();
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await expect(rows).toHaveCount(1);
  await expect(other.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/login/);
  await elsewhere.close();
});
