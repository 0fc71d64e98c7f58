/** Every letter as a mail program shows it: on a phone and on a desk, by day and by night, in each language. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";

import { expect, test } from "./fixtures";
import { operator } from "./support/operator";
import { Person } from "./support/stage";

interface Names {
  results: { name: string; languages: string[] }[];
}

interface Letter {
  subject: string;
  html: string;
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const WIDTHS = [375, 800];
const THEMES = ["light", "dark"] as const;
// A colour that is hardly seen on white, one that is hardly seen on black, and those that are not seen at all.
const COLORS = ["#ffee00", "#0a0a0a", "#000000", "#ffffff", "#808080"];

test.describe.configure({ mode: "parallel", timeout: 240_000 });
/** Shows letters in every way, and looks for what is cut off, hard to read, or fetched from somewhere. */
async function look(browser: Browser, letters: Map<string, Letter>): Promise<void> {
  for (const width of WIDTHS) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme });
      const page = await context.newPage();
      const fetched: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith("data:")) fetched.push(request.url());
      });
      for (const [name, letter] of letters) {
        await fits(page, letter, `${name} at ${width}, ${colorScheme}`);
        // What is read with ease on the narrow page is on the wide one: the colours are the same.
        if (width === WIDTHS[0]) await canBeRead(page, `${name}, ${colorScheme}`);
      }
      expect(fetched, "addresses that letters fetch").toEqual([]);
      await context.close();
    }
  }
}

/** Nothing is cut off, and every picture is there. */
async function fits(page: Page, letter: Letter, name: string): Promise<void> {
  await page.setContent(letter.html);
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
  const { wide, broken } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
  }));
  expect.soft({ wide: Math.max(wide, 0), broken }, name).toEqual({ wide: 0, broken: 0 });
}

async function canBeRead(page: Page, name: string): Promise<void> {
  // A letter has no frames, so axe need not open a page of its own to look into them, which takes longest.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(TAGS).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect.soft(found, name).toEqual([]);
}

for (const language of ["en", "de"]) {
  test(`every letter can be read everywhere, ${language}`, async ({ browser }) => {
    const somebody = await operator();
    const { results } = await somebody.get<Names>("/api/operator/mails/");
    expect(results.length).toBeGreaterThan(19);
    const letters = new Map<string, Letter>();
    for (const { name, languages } of results) {
      expect(languages).toContain(language);
      letters.set(`${name} ${language}`, await somebody.get<Letter>(`/api/operator/mails/${name}/?language=${language}`));
    }
    await look(browser, letters);
  });
}

test("an organization's letters can be read in whatever colour it chooses", async ({ browser }) => {
  const owner = await Person.join("Ada");
  const organization = await owner.found("Colours");
  const letters = new Map<string, Letter>();
  for (const color of COLORS) {
    const address = `/api/core/organizations/${organization.id}/mail-templates/invitation/preview/`;
    const texts = { subject: "Come in", heading: "Welcome", body: "Dear {{ inviter }},\n\nhere we are.", closing: "Yours" };
    letters.set(`in ${color.slice(1)}`, await owner.post<Letter>(address, { texts, color }));
  }
  await look(browser, letters);
});
