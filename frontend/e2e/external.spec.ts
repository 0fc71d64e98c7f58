/** Signing in by other providers: npm oidc-provider and a small GitHub, set up by the operator while the system runs. */
import type { Page } from "@playwright/test";

import { expectAccessible } from "./axe";
import { expect, test as base } from "./fixtures";
import { company, type Counterpart, github, signInThere } from "./support/counterparts";
import { freshAddress, PASSWORD, Person, settle } from "./support/stage";

const test = base.extend<object, { firm: Counterpart }>({
  firm: [
    async ({}, use) => {
      const firm = await company({ linking: "link" });
      await use(firm);
      firm.stop();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "parallel", timeout: 120_000 });

/** The button appears as soon as every process of the server has seen the new provider. */
function way(page: Page, { name }: Counterpart) {
  return page.getByRole("link", { name: `Continue with ${name}` });
}

async function expectClean(page: Page): Promise<void> {
  expect(page.url()).not.toMatch(/code=|state=|token|error=/);
  const visited = await page.evaluate(() => performance.getEntriesByType("navigation").length);
  expect(visited).toBe(1);
}

test("the first sign-in by a provider makes the account, and leads to the page that was asked for", async ({ page, firm }) => {
  const email = freshAddress("mona");
  await page.goto("/account/sessions");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(way(page, firm)).toBeVisible();
  await expectAccessible(page, "sign in, with providers");
  await way(page, firm).click();
  await signInThere(page, email);
  await expect(page).toHaveURL(/\/account\/sessions$/);
  await expectClean(page);
  await page.goto("/account");
  await expect(page.getByText(email).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText(email).first()).toBeVisible();
});

test("a page may post the provider's code itself", async ({ page, firm }) => {
  const email = freshAddress("mona");
  await page.goto("/login");
  await page.evaluate(async (slug) => {
    const answer = await fetch(`/api/auth/oauth/${slug}/start/`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    const { authorize_url, state } = (await answer.json()) as { authorize_url: string; state: string };
    sessionStorage.setItem("keynest.oauth", JSON.stringify({ provider: slug, state, next: "/account" }));
    location.assign(authorize_url);
  }, firm.slug);
  await signInThere(page, email);
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(email).first()).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("keynest.oauth"))).toBeNull();
});

test("a code that this tab did not ask for signs nobody in", async ({ page, firm }) => {
  await page.goto(`/oauth/callback?code=somebody-elses&state=made-up&iss=${encodeURIComponent(firm.url)}`);
  await expect(page.getByRole("heading", { name: "This sign-in is over" })).toBeVisible();
  await expectClean(page);
  await page.getByRole("link", { name: "Back to sign in" }).click();
  await expect(page).toHaveURL(/\/login$/);
});

test("GitHub lets in who they say it is", async ({ page }) => {
  const hub = await github();
  const email = freshAddress("octo");
  await hub.control({
    account: { id: Date.now(), login: "octo", name: "Octo Cat", avatar_url: "/avatars/octocat.png", email: null },
    emails: [{ email, primary: true, verified: true, visibility: "private" }],
  });
  await page.goto("/login?next=/account");
  await way(page, hub).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(email).first()).toBeVisible();
  await expect(page.getByLabel("First name")).toHaveValue("Octo");
  hub.stop();
});

test("who says no at the provider is told so, and can try again", async ({ page, firm }) => {
  await page.goto("/login?next=/inbox");
  await way(page, firm).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Sign-in cancelled" })).toBeVisible();
  await expectClean(page);
  await expectAccessible(page, "cancelled");
  await page.getByRole("link", { name: "Try again" }).click();
  await signInThere(page, freshAddress("mona"));
  await expect(page).toHaveURL(/\/inbox$/);
});

test("a provider that is away is named, and the password still works", async ({ page }) => {
  const ada = await Person.join("Ada");
  const gone = await company();
  gone.stop();
  await page.goto("/login?next=/account");
  await way(page, gone).click();
  await expect(page.getByRole("heading", { name: /does not answer$/ }).or(page.getByLabel("Address"))).toBeVisible();
  await page.goto("/login?next=/account");
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
});

test("an address that has an account is not enough where the operator wants it asked: sign in, then connect", async ({ page }) => {
  const firm = await company({ linking: "ask" });
  const ada = await Person.join("Ada");
  await page.goto("/login");
  await way(page, firm).click();
  await signInThere(page, ada.email);
  await expect(page.getByRole("heading", { name: "You have an account here already" })).toBeVisible();
  await expectAccessible(page, "an account exists");
  await page.getByRole("link", { name: "Sign in to connect it" }).click();
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/account\/connections$/);
  await page.getByRole("button", { name: `Connect ${firm.name}` }).click();
  await expect(page.getByText(`${firm.name} is connected`).first()).toBeVisible();
  await expect(page).toHaveURL(/\/account\/connections$/);
  await expectClean(page);
  await expectAccessible(page, "connections");
  await page.getByRole("button", { name: `Disconnect ${firm.name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect(page.getByText(`${firm.name} is disconnected`).first()).toBeVisible();
  await expect(page.getByRole("button", { name: `Connect ${firm.name}` })).toBeVisible();
  firm.stop();
});

test("the only way into an account can't be disconnected", async ({ page, context, firm }) => {
  await page.goto("/login?next=/account/connections");
  await way(page, firm).click();
  await signInThere(page, freshAddress("mona"));
  await expect(page).toHaveURL(/\/account\/connections$/);
  await expect(page.getByText("This is your only way in.")).toBeVisible();
  await expect(page.getByRole("button", { name: `Disconnect ${firm.name}` })).toBeDisabled();
  const renewal = await context.request.post("/api/auth/token/refresh/?cookie=1", { headers: { "X-KeyNest-Client": "web" }, data: {} });
  const headers = { Authorization: `Bearer ${((await renewal.json()) as { access: string }).access}` };
  const { results } = (await (await context.request.get("/api/auth/identities/", { headers })).json()) as { results: { id: string }[] };
  const refusal = await context.request.delete(`/api/auth/identities/${results[0]?.id}/`, { headers });
  expect(refusal.status()).toBe(409);
  expect(((await refusal.json()) as { errors: { code: string }[] }).errors[0]?.code).toBe("last_way_in");
});

test("an invitation is accepted by signing in at a provider", async ({ page, firm }) => {
  const ada = await Person.join("Ada");
  const organization = await ada.found("Acme");
  const email = freshAddress("grace");
  await page.goto(await ada.invite(organization, email, "member"));
  await expectAccessible(page, "invitation, with providers");
  await way(page, firm).click();
  await signInThere(page, email);
  await page.getByRole("button", { name: "Accept as Grace Lovelace" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}`));
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a session that ends mid-edit is taken up again in the provider's window, and the edit is still there", async ({ page, context, firm, expected }) => {
  expected.statuses.add(401);
  const { owner, development, table } = await settle(context);
  await connect(page, firm, owner.email);
  await owner.set(development, "KEY", "value");
  const dialog = await endMidEdit(page, owner, table);
  await expectAccessible(page, "sign in again");
  const opening = context.waitForEvent("page");
  await dialog.getByRole("button", { name: `Continue with ${firm.name}` }).click();
  const popup = await opening;
  const closing = popup.waitForEvent("close");
  await signInThere(popup, owner.email);
  await closing;
  await expect(dialog).toHaveCount(0);
  await saveDraft(page);
});

test("somebody else in the provider's window takes nobody's drafts", async ({ page, context, firm, expected }) => {
  expected.statuses.add(401);
  const { owner, development, table } = await settle(context);
  await connect(page, firm, owner.email);
  await owner.set(development, "KEY", "value");
  const dialog = await endMidEdit(page, owner, table);
  const opening = context.waitForEvent("page");
  await dialog.getByRole("button", { name: `Continue with ${firm.name}` }).click();
  const popup = await opening;
  const closing = popup.waitForEvent("close");
  await signInThere(popup, freshAddress("grace"));
  await closing;
  await expect(dialog.getByText("Somebody else signed in in this browser")).toBeVisible();
  await expectAccessible(page, "somebody else signed in");
  await dialog.getByRole("button", { name: "Go on as they" }).click();
  const question = page.getByRole("dialog", { name: "Drop unsaved changes?" });
  await expect(question).toContainText("1 change");
  await question.getByRole("button", { name: "Cancel" }).click();
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await saveDraft(page);
});

test("signing in as somebody else switches the account in every tab", async ({ page, context, firm }) => {
  const { base } = await settle(context);
  const other = await context.newPage();
  await Promise.all([page.goto(`${base}/members`), other.goto("/account")]);
  await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
  const email = freshAddress("grace");
  await other.goto(`/api/auth/oauth/${firm.slug}/login/?next=/account`);
  await signInThere(other, email);
  await expect(other.getByText(email).first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Members" })).toHaveCount(0);
});

/** By the provider's word on the same address, as the operator allows it. */
async function connect(page: Page, firm: Counterpart, email: string): Promise<void> {
  await page.goto(`/api/auth/oauth/${firm.slug}/login/?next=/account`);
  await signInThere(page, email);
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(email).first()).toBeVisible();
  await page.context().clearCookies({ domain: "127.0.0.1" }); // signed out at the provider, which asks again
}

async function endMidEdit(page: Page, owner: Person, table: string) {
  await page.goto(table);
  await page.getByRole("button", { name: "Edit KEY" }).click();
  await page.getByLabel("Value of KEY").fill("typed before the end");
  await page.keyboard.press("Enter");
  await owner.endOtherSessions();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible({ timeout: 15_000 });
  return dialog;
}

async function saveDraft(page: Page): Promise<void> {
  await expect(page.getByText("typed before the end")).toBeVisible();
  await page.getByRole("button", { name: "Review & save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByText("Saved to development").first()).toBeVisible();
}
