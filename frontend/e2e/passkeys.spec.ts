/** Passkeys, by an authenticator that Chromium simulates: it makes keys, verifies its user and signs as real ones do. */
import type { CDPSession, Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { alertOn, PASSWORD, Person } from "./support/stage";

test.describe.configure({ mode: "parallel" });

interface Device {
  client: CDPSession;
  authenticatorId: string;
}

async function plugIn(page: Page): Promise<Device> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, authenticatorId };
}

/** Whether the owner's finger is recognised from now on. */
const verifying = ({ client, authenticatorId }: Device, isUserVerified: boolean) =>
  client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Continue" }).click();
}

/** The recovery codes that come with the first factor. */
async function keepCodes(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Your recovery codes" });
  await expect(dialog.getByRole("listitem")).toHaveCount(10);
  await dialog.getByLabel("I have saved them").check();
  await dialog.getByRole("button", { name: "Done" }).click();
}

async function leave(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
}

async function equipped(page: Page): Promise<{ ada: Person; device: Device }> {
  const ada = await Person.join("Ada");
  const device = await plugIn(page);
  await page.goto("/login?next=/account/security");
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await addPasskey(page, "Laptop");
  await keepCodes(page);
  await expect(page.getByRole("list", { name: "Passkeys" }).getByRole("listitem")).toContainText("Laptop");
  return { ada, device };
}

test("it is added, and opens the account without a password", async ({ page }) => {
  await equipped(page);
  await expectAccessible(page, "passkeys");
  await leave(page);
  await page.goto("/login?next=/account/security");
  await expectAccessible(page, "sign in with passkeys");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/security/);
  await expect(page.getByRole("list", { name: "Passkeys" })).not.toContainText("never used");
  await page.goto("/account/sessions");
  await expect(page.getByRole("cell", { name: "Passkey" })).toBeVisible();
});

test("it is renamed and removed, and the password alone is enough again", async ({ page }) => {
  const { ada } = await equipped(page);
  await page.getByRole("button", { name: "Rename Laptop" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Desk");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove Desk" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("list", { name: "Passkeys" })).toHaveCount(0);
  await leave(page);
  await page.goto("/login?next=/account");
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
});

test("it completes a sign-in by password, and an unrecognised finger can try again", async ({ page }) => {
  const { ada, device } = await equipped(page);
  await leave(page);
  await page.goto("/login?next=/account");
  await verifying(device, false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(alertOn(page)).toContainText("cancelled, or took too long");
  await verifying(device, true);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await expectAccessible(page, "second step by passkey");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/account$/);
});

test("the same device is not added twice", async ({ page }) => {
  await equipped(page);
  await addPasskey(page, "Again");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("has a passkey for your account already");
});

test("a passkey that the account knows no more does not open it", async ({ page, expected }) => {
  expected.statuses.add(401);
  await equipped(page);
  await page.getByRole("button", { name: "Remove Laptop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("list", { name: "Passkeys" })).toHaveCount(0);
  await leave(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(alertOn(page)).toContainText("does not open an account here");
});
