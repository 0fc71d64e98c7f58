/** People choose in what language and by which clock KeyNest writes to them; a new account begins as its browser is. */
import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { linkIn, mailTo } from "./support/inbox";
import { freshAddress, PASSWORD, Person } from "./support/stage";

test.describe.configure({ mode: "parallel" });

interface Profile {
  language: string;
  time_zone: string;
}

test.describe("in Berlin", () => {
  test.use({ locale: "de-AT", timezoneId: "Europe/Berlin" });

  test("a new account is written to in its browser's language, by its clock", async ({ page }) => {
    const email = freshAddress("Ada");
    await page.goto("/register");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    const text = await mailTo(email, /bestätigen/i);
    await page.goto(linkIn(text, "/activate"));
    await page.getByRole("button", { name: "Confirm and sign in" }).click();
    await expect(page.getByRole("button", { name: /^Account of/ })).toBeVisible();
    expect(await mailTo(email, /willkommen/i)).toContain("Ada");
    await page.goto("/account");
    await expect(page.getByLabel("Language of mails")).toHaveValue("de");
    await expect(page.getByRole("combobox", { name: "Time zone" })).toHaveValue("Europe/Berlin");
  });
});

test.describe("in New York", () => {
  test.use({ timezoneId: "America/New_York" });

  test("language and time zone are chosen: by typing a city, from the list, or the browser's own", async ({ page, context }) => {
    const ada = await Person.join("Ada");
    await ada.enter(context);
    const profile = () => ada.get<Profile>("/api/auth/profile/");
    await page.goto("/account");
    const options = page.getByRole("listbox", { name: "Time zones" }).getByRole("option");
    const zone = page.getByRole("combobox", { name: "Time zone" });
    await expect(zone).toHaveValue("As this KeyNest has it");
    await page.getByLabel("Language of mails").selectOption("de");
    await zone.fill("toky");
    await expect(options).toHaveCount(1);
    await expectAccessible(page, "choosing a time zone");
    await page.keyboard.press("Enter");
    await expect(zone).toHaveValue("Asia/Tokyo");
    await page.getByRole("button", { name: "Save language and time" }).click();
    await expect(page.getByText("It counts from the next mail on.")).toBeVisible();
    expect(await profile()).toMatchObject({ language: "de", time_zone: "Asia/Tokyo" });

    await zone.fill("atlantis");
    await expect(page.getByText("No time zone is called that.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(zone).toHaveValue("Asia/Tokyo");
    await zone.fill("europe l");
    await options.filter({ hasText: /^Europe\/Lisbon/ }).click();
    await expect(zone).toHaveValue("Europe/Lisbon");
    await page.getByRole("button", { name: "Use this browser's: America/New York" }).click();
    await expect(zone).toHaveValue("America/New York");
    await page.getByRole("button", { name: "Save language and time" }).click();
    await expect.poll(profile).toMatchObject({ time_zone: "America/New_York" });
    await page.reload();
    await expect(zone).toHaveValue("America/New York");

    await page.goto("/account");
    await zone.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(zone).toHaveValue("As this KeyNest has it");
  });
});
