/** Operators decide by what people sign in: add, try out, switch on, change, delete; and nobody else sees any of it. */
import { randomUUID } from "node:crypto";

import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { company } from "./support/counterparts";
import { operator } from "./support/operator";
import { Person } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

test("a provider is added, tried out, offered at sign-in, changed, and deleted", async ({ page, context, baseURL, expected, another }) => {
  expected.statuses.add(400);
  const firm = await company();
  const slug = `acme-${randomUUID().slice(0, 8)}`;
  const name = `Acme ${slug.slice(-4)}`;
  await (await operator()).enter(context);
  await page.goto("/organizations");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "This KeyNest" }).click();
  await page.getByRole("navigation", { name: "Pages of this KeyNest" }).getByRole("link", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Add a provider" }).first().click();
  const sheet = page.getByRole("dialog", { name: "Add a provider" });
  await sheet.getByLabel("Kind").selectOption({ label: "OpenID Connect" });
  await sheet.getByLabel("Short name").fill(slug);
  await expect(sheet.getByText(`${baseURL}/api/auth/oauth/${slug}/callback/`)).toBeVisible();
  await sheet.getByRole("button", { name: "Add it, switched off" }).click();
  await expect(sheet.getByText("An OpenID Connect provider is found by it.")).toBeVisible();
  await expectAccessible(page, "add a provider, with faults");
  await sheet.getByLabel("Name on the button").fill(name);
  await sheet.getByLabel("Client id").fill("keynest");
  await sheet.getByLabel("Client secret").fill("never-shown-again");
  await sheet.getByLabel("Discovery URL").fill(`${firm.url}/nowhere`);
  await sheet.getByRole("button", { name: "Add it, switched off" }).click();
  await expect(sheet).toHaveCount(0);

  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await expect(card.getByText("off", { exact: true })).toBeVisible();
  await card.getByRole("button", { name: "Test" }).click();
  await expect(card.getByRole("alert")).toContainText("It doesn't work yet.");
  await card.getByRole("button", { name: `Edit ${name}` }).click();
  const edit = page.getByRole("dialog", { name: `Edit ${name}` });
  await expect(edit.getByLabel("Client secret")).toHaveValue("");
  await edit.getByLabel("Discovery URL").fill(`${firm.url}/.well-known/openid-configuration`);
  await edit.getByLabel("Issuer").fill(firm.url);
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit.getByText("please give it again", { exact: false })).toBeVisible();
  await edit.getByLabel("Client secret").fill("never-shown-again");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toHaveCount(0);
  await card.getByRole("button", { name: "Test" }).click();
  await expect(card.getByText("It works: people could sign in.")).toBeVisible();
  await expect(card.getByRole("list", { name: "Steps of the test" }).getByRole("listitem")).toHaveCount(5);
  await expectAccessible(page, "providers, one of them tried out");
  await card.getByRole("switch").click();
  await expect(card.getByText("on", { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain("never-shown-again");

  const guest = await another();
  const door = await guest.newPage();
  await expect(async () => {
    await door.goto("/login");
    await expect(door.getByRole("link", { name: `Continue with ${name}` })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await guest.close();

  await card.getByRole("button", { name: `Delete ${name}` }).click();
  const question = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(question.getByRole("button", { name: "Delete" })).toBeDisabled();
  await expectAccessible(page, "delete a provider");
  await question.getByLabel(`Type ${slug} to confirm`).fill(slug);
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(card).toHaveCount(0);
  firm.stop();
});

test("people who are no operators find nothing there", async ({ page, context }) => {
  const ada = await Person.join("Ada");
  await ada.enter(context);
  await page.goto("/instance/sign-in");
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menuitem", { name: "Account" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "This KeyNest" })).toHaveCount(0);
});
