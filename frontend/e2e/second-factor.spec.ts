/** A second factor: asked for wherever somebody signs in. */
import type { Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { enterBoth, protect } from "./support/factors";
import { linkIn, mailTo } from "./support/inbox";
import { alertOn, PASSWORD, Person, settle } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 120_000 });

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("the code of the app is sent as soon as it is complete; a wrong one can be mended", async ({ page, expected }) => {
  expected.statuses.add(400);
  const ada = await Person.join("Ada");
  const { app } = await protect(ada);
  await page.goto("/login?next=/account");
  await signIn(page, ada.email);
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  const field = page.getByLabel("6-digit code");
  await expect(field).toBeFocused();
  await expectAccessible(page, "second step");
  await field.fill("000 000");
  await expect(alertOn(page)).toContainText("not right");
  await field.fill("111111");
  await expect(page.getByText("wrong clock")).toBeVisible();
  await expectAccessible(page, "second step, wrong code");
  await field.fill(await app.next());
  await expect(page).toHaveURL(/\/account$/);
});

test("after too many wrong codes one begins again, and is told why", async ({ page, expected }) => {
  expected.statuses.add(400);
  const ada = await Person.join("Ada");
  await protect(ada);
  await page.goto("/login");
  await signIn(page, ada.email);
  const field = page.getByLabel("6-digit code");
  for (let count = 1; count <= 5; count += 1) {
    await field.fill(`00000${count}`);
    await expect(field).toHaveValue("");
    await expect(alertOn(page).first()).toBeVisible();
  }
  if (await field.isVisible()) await field.fill("999999");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(alertOn(page)).toContainText("too many wrong codes");
});

test("a recovery code takes the place of a lost phone, once", async ({ page, context, expected }) => {
  expected.statuses.add(400).add(401);
  const ada = await Person.join("Ada");
  const { recovery } = await protect(ada);
  const code = recovery[0] as string;
  await page.goto("/login?next=/account");
  await signIn(page, ada.email);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await expectAccessible(page, "second step, recovery code");
  await page.getByLabel("Recovery code").fill(code.toUpperCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page).toHaveURL(/\/account$/);
  await context.clearCookies();
  await page.goto("/login?next=/account");
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await signIn(page, ada.email);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(alertOn(page)).toContainText("not right");
});

test("it is asked for over the page when a session ends mid-edit", async ({ page, context, expected }) => {
  expected.statuses.add(401);
  const { owner, development, table } = await settle(context);
  await owner.set(development, "KEY", "value");
  const protectedOwner = await protect(owner);
  const { person, recovery } = protectedOwner;
  await context.clearCookies();
  await enterBoth(context, protectedOwner);
  await page.goto(table);
  await page.getByRole("button", { name: "Edit KEY" }).click();
  await page.getByLabel("Value of KEY").fill("typed before the end");
  await page.keyboard.press("Enter");
  await person.endOtherSessions();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible({ timeout: 15_000 });
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on", exact: true }).click();
  await expectAccessible(page, "second step, over the page");
  await dialog.getByRole("button", { name: "Use a recovery code" }).click();
  await dialog.getByLabel("Recovery code").fill(recovery[1] as string);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("typed before the end")).toBeVisible();
});

test("a sign-in that was not one's own is ended by the link of the mail", async ({ page, context, expected }) => {
  expected.statuses.add(400).add(401);
  const ada = await Person.join("Ada");
  await ada.enter(context);
  await page.goto(linkIn(await mailTo(ada.email, /sign-in|signed in/i), "/not-me"));
  await expect(page.getByRole("heading", { name: "Was somebody else in your account?" })).toBeVisible();
  await expectAccessible(page, "not me");
  await page.getByRole("button", { name: "It was not me: end everything" }).click();
  await expect(page.getByRole("heading", { name: "Everybody is out" })).toBeVisible();
  await expectAccessible(page, "not me, done");
  await expect(ada.get("/api/auth/profile/")).rejects.toThrow("401");
  await page.goto(linkIn(await mailTo(ada.email, /password/i), "/reset-password"));
  await page.getByLabel("New password").fill("a quite different passphrase");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("heading", { name: "Your password is changed" })).toBeVisible();
});
