/** The audit log: filters that live in the address, and never a value. */
import { expect, test } from "./fixtures";
import { settle } from "./support/stage";

test("its filters stand in the address, survive a reload and go back", async ({ page, context }) => {
  const { owner, development, base } = await settle(context);
  await owner.set(development, "API_KEY", "never-in-the-log");
  await page.goto(`${base}/audit`);
  const rows = page.getByRole("table", { name: "Events" }).locator("tbody").getByRole("row");
  await expect(rows.filter({ hasText: "API_KEY" })).toHaveCount(1);
  const all = await rows.count();
  await page.getByLabel("Action").selectOption({ label: "Projects" });
  await expect(page).toHaveURL(/action=vault\.project\./);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Shop");
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(page.getByLabel("Action")).toHaveValue("vault.project.");
  await page.goto(`${base}/audit?q=API_KEY`);
  await expect(rows).toHaveCount(1);
  await rows.click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("vault.variable.created");
  await expect(sheet).not.toContainText("never-in-the-log");
  await page.keyboard.press("Escape");
  await page.goto(`${base}/audit?q=nothing-like-that`);
  await page.getByRole("button", { name: /Remove the filters/ }).click();
  await expect(rows).toHaveCount(all);
});
