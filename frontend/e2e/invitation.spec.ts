/** Invitations, for whoever opens them. */
import { expect, test } from "./fixtures";
import { freshAddress, PASSWORD, Person } from "./support/stage";

test("opened as somebody else, it waits until its own account is signed in", async ({ page, context, expected }) => {
  expected.statuses.add(401);
  const [ada, grace, eve] = await Promise.all([Person.join("Ada"), Person.join("Grace"), Person.join("Eve")]);
  const organization = await ada.found("Acme");
  const link = await ada.invite(organization, grace.email, "member");
  await eve.enter(context);
  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${eve.email}`)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Accept/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Switch account" }).click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Accept as Grace" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}`));
  const members = await ada.get<{ results: { user: { email: string } }[] }>(`/api/core/organizations/${organization.id}/members/`);
  expect(members.results.map(({ user }) => user.email).sort()).toEqual([ada.email, grace.email].sort());
});

test("declined, it adds nobody and works no more", async ({ page, expected }) => {
  expected.statuses.add(400);
  const ada = await Person.join("Ada");
  const organization = await ada.found("Acme");
  const link = await ada.invite(organization, freshAddress("Grace"), "member");
  await page.goto(link);
  await page.getByRole("button", { name: "Decline the invitation" }).click();
  await expect(page.getByRole("heading", { name: "Invitation declined" })).toBeVisible();
  await page.goto("/login");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This invitation no longer works" })).toBeVisible();
});
