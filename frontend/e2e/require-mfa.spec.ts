/** An organization that asks its members for a second factor: who is locked out, and how they get in. */
import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { App, enterBoth, protect } from "./support/factors";
import { expectLive, Person } from "./support/stage";

test.describe.configure({ mode: "parallel", timeout: 180_000 });

test("whoever lacks it stands before the door at once, sets it up, and is back where they were", async ({ page, context, expected, another }) => {
  expected.statuses.add(403);
  const ada = await protect(await Person.join("Ada"));
  const grace = await Person.join("Grace");
  const organization = await ada.person.found("Acme");
  const project = await ada.person.start(organization, "Shop");
  await grace.accept(await ada.person.invite(organization, grace.email, "member"));
  const hers = await another();
  await grace.enter(hers);
  const table = `/orgs/${organization.slug}/projects/${project.slug}/envs/development`;
  const door = await hers.newPage();
  await door.goto(table);
  await expectLive(door);

  await enterBoth(context, ada);
  await page.goto(`/orgs/${organization.slug}/settings`);
  await expect(page.getByText("1 of 2 people has one.", { exact: false })).toBeVisible();
  await page.getByRole("switch", { name: "Require a second factor" }).click();
  const question = page.getByRole("dialog", { name: "Require a second factor?" });
  await expect(question).toContainText("1 person is locked out");
  await expect(question).toContainText(grace.email);
  await expectAccessible(page, "require a second factor");
  await question.getByRole("button", { name: "Require it" }).click();
  await expect(page.getByRole("switch", { name: "Require a second factor" })).toBeChecked();
  await page.goto(`/orgs/${organization.slug}/members`);
  await expect(page.getByRole("row").filter({ hasText: grace.email })).toContainText("off");
  await expect(page.getByRole("row").filter({ hasText: ada.person.email })).toContainText("on");

  await expect(door.getByRole("heading", { name: "Acme asks for a second factor" })).toBeVisible();
  await expectAccessible(door, "the locked door");
  await door.goto("/organizations");
  await expect(door.getByRole("listitem").filter({ hasText: organization.slug })).toContainText("needs a second factor");
  await expectAccessible(door, "organizations, one of them locked");
  await door.goto(table);
  await door.getByRole("link", { name: "Set up a second factor" }).click();
  await door.getByRole("button", { name: "Set up an app" }).click();
  const app = new App((await door.getByRole("dialog").locator("code").innerText()).replaceAll(" ", ""));
  await door.getByLabel("Enter the code it shows").fill(await app.next());
  await door.getByLabel("I have saved them").check();
  await door.getByRole("button", { name: "Done" }).click();
  await expectAccessible(door, "the way back");
  await door.getByRole("link", { name: "Back to where you were" }).click();
  await expect(door).toHaveURL(new RegExp(`${table}$`));
  await expect(door.getByRole("button", { name: "Add variable" }).first()).toBeVisible();
  await expectLive(door);
  await hers.close();
});

test("who has none of their own cannot ask others for it", async ({ page, context }) => {
  const ada = await Person.join("Ada");
  const organization = await ada.found("Acme");
  await ada.enter(context);
  await page.goto(`/orgs/${organization.slug}/settings`);
  await expect(page.getByRole("switch", { name: "Require a second factor" })).toBeDisabled();
  await page.getByRole("link", { name: "Set up yours" }).click();
  await expect(page).toHaveURL(/\/account\/security\?next=/);
});
