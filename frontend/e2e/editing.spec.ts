/** Working in the table: conflicts, history, reveals, the keyboard, faulty text. */
import { expect, test } from "./fixtures";
import { expectLive, Person, rowOf, settle } from "./support/stage";

test.describe.configure({ mode: "parallel" });

test("two people change one value: the second is shown both, and decides", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  const variable = await owner.set(development, "API_URL", "https://one.example");
  await page.goto(table);
  await expectLive(page);
  await rowOf(page, "API_URL").dblclick();
  await page.getByRole("button", { name: "Edit API_URL" }).click();
  await page.getByLabel("Value of API_URL").fill("https://mine.example");
  await page.keyboard.press("Enter");
  await owner.patch(`/api/core/variables/${variable.id}/`, { value: "https://theirs.example" });
  await expect(rowOf(page, "API_URL").getByText(/changed by Ada/)).toBeVisible();
  await page.getByRole("button", { name: "Review & save" }).click();
  const review = page.getByRole("dialog");
  await expect(review.getByText("1 variable changed by others since you began")).toBeVisible();
  await expect(review.getByRole("button", { name: "Save 1 change" })).toBeDisabled();
  await review.getByRole("button", { name: "Show their value of API_URL" }).click();
  await expect(review.getByText("https://theirs.example")).toBeVisible();
  await review.getByRole("button", { name: "Keep mine" }).click();
  await review.getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByText("Saved to development").first()).toBeVisible();
  const values = await owner.get<{ variables: Record<string, string> }>(`/api/core/environments/${development.id}/values/`);
  expect(values.variables.API_URL).toBe("https://mine.example");
});

test("a write that was overtaken unseen is refused whole, and nothing is lost", async ({ page, context, expected }) => {
  expected.statuses.add(409);
  const { owner, development, table } = await settle(context);
  const variable = await owner.set(development, "API_URL", "https://one.example");
  await page.routeWebSocket(/\/ws\//, () => undefined); // nothing is told
  await page.goto(table);
  await page.getByRole("button", { name: "Edit API_URL" }).click();
  await page.getByLabel("Value of API_URL").fill("https://mine.example");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Review & save" }).click();
  await owner.patch(`/api/core/variables/${variable.id}/`, { value: "https://theirs.example" });
  const review = page.getByRole("dialog");
  await review.getByRole("button", { name: "Save 1 change" }).click();
  await expect(review.getByText("Nothing was saved: others were quicker")).toBeVisible();
  await review.getByRole("button", { name: "Take theirs" }).click();
  await expect(review.getByText("Nothing is staged any more.")).toBeVisible();
  const values = await owner.get<{ variables: Record<string, string> }>(`/api/core/environments/${development.id}/values/`);
  expect(values.variables.API_URL).toBe("https://theirs.example");
});

test("an old version is brought back as a new one", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  const variable = await owner.set(development, "COLOUR", "green");
  await owner.patch(`/api/core/variables/${variable.id}/`, { value: "red" });
  await page.goto(table);
  await page.getByRole("button", { name: "History of COLOUR" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Show version 1" }).click();
  await expect(sheet.getByText("green")).toBeVisible();
  await sheet.getByRole("button", { name: "Bring back version 1" }).click();
  await page.getByRole("dialog", { name: "Bring back version 1?" }).getByRole("button", { name: "Bring back" }).click();
  await expect(sheet.getByText("v3")).toBeVisible();
  await expect(sheet.getByText("by rollback")).toBeVisible();
});

test("a reveal is on record, and hides by itself", async ({ page, context }) => {
  const { owner, development, base, table } = await settle(context);
  await owner.set(development, "SECRET_KEY", "seen-only-for-a-while");
  await page.clock.install();
  await page.goto(table);
  await page.getByRole("button", { name: "Reveal SECRET_KEY" }).click();
  await expect(page.getByText("seen-only-for-a-while")).toBeVisible();
  await page.clock.fastForward(31_000);
  await expect(page.getByText("seen-only-for-a-while")).toHaveCount(0);
  await page.goto(`${base}/audit`);
  await page.getByRole("link", { name: "Reads of values" }).click();
  const row = page.getByRole("row").filter({ hasText: owner.email });
  await expect(row.first()).toContainText("development");
});

test("everything about a value can be done from the keyboard", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  await owner.set(development, "FIRST", "1");
  await owner.set(development, "SECOND", "2");
  await page.goto(table);
  await expect(rowOf(page, "SECOND")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Value of SECOND")).toBeFocused();
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await page.keyboard.press("n");
  await page.keyboard.type("THIRD");
  await page.keyboard.press("Tab");
  await page.keyboard.type("3");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Unsaved changes").getByText("1 added, 1 changed")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.getByRole("dialog").getByLabel("Message").focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Saved to development").first()).toBeVisible();
  const values = await owner.get<{ variables: Record<string, string> }>(`/api/core/environments/${development.id}/values/`);
  expect(values.variables).toEqual({ FIRST: "1", SECOND: "two", THIRD: "3" });
});

test("faulty lines are named and keep the rest from nothing but being saved", async ({ page, context }) => {
  const { owner, development, table } = await settle(context);
  await owner.set(development, "KEPT", "same");
  await owner.set(development, "MOVED", "before");
  await page.goto(table);
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Text" }).fill("KEPT=same\nMOVED=after\nthis is no line\nNEW=1\nNEW=2\n");
  await expect(dialog.getByRole("region", { name: "Lines that can't be read" })).toContainText("line 3");
  await expect(dialog.getByText("is set on lines 4, 5; the last one counts.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: /^Stage/ })).toBeDisabled();
  await dialog.getByRole("button", { name: "Take them out" }).click();
  await dialog.getByRole("button", { name: "Stage 2 changes" }).click();
  expect(await owner.get(`/api/core/environments/${development.id}/values/`)).toMatchObject({ variables: { KEPT: "same", MOVED: "before" } });
  await page.getByRole("button", { name: "Review & save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Save/ }).click();
  await expect(rowOf(page, "NEW")).toBeVisible();
  expect(await owner.get(`/api/core/environments/${development.id}/values/`)).toMatchObject({ variables: { KEPT: "same", MOVED: "after", NEW: "2" } });
});

test("a member who becomes a viewer can write no more, without a reload", async ({ page, context }) => {
  const { owner, organization, development, table } = await settle(context);
  await owner.set(development, "KEY", "value");
  const grace = await Person.join("Grace");
  await grace.accept(await owner.invite(organization, grace.email, "member"));
  await context.clearCookies();
  await grace.enter(context);
  await page.goto(table);
  await expectLive(page);
  await expect(page.getByRole("button", { name: "Add variable" })).toBeVisible();
  await owner.patch(`/api/core/organizations/${organization.id}/members/${grace.id}/`, { role: "viewer" });
  await expect(page.getByRole("button", { name: "Add variable" })).toHaveCount(0);
  await expect(page.getByText("read only")).toBeVisible();
});
