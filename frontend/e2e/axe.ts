/** Accessibility of what is on the screen, in both themes. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect } from "./fixtures";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * No violations, light and dark; of the second theme only colours, as nothing else is another. While a modal dialog is open only the dialog is scanned: the rest is hidden from
 * everybody, and axe would report that.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(colorScheme === "dark" ? "html.dark" : "html:not(.dark)").waitFor();
    // Fades must have ended, or their half-way colours are judged; what pulses while work is under way never ends.
    await page.evaluate(async () => {
      const ending = () => document.getAnimations().filter(({ effect, playState }) => playState === "running" && effect?.getTiming().iterations !== Infinity);
      do {
        await Promise.all(ending().map((animation) => animation.finished.catch(() => undefined)));
        await new Promise(requestAnimationFrame);
      } while (ending().length > 0);
    });
    // A mail in its frame lets nobody in, not even axe; mails have tests of their own.
    const builder = new AxeBuilder({ page }).exclude("iframe[sandbox]");
    if (colorScheme === "light") builder.withTags(TAGS);
    else builder.withRules(["color-contrast"]);
    const dialogs = await page.locator("[role=dialog], [role=alertdialog]").count();
    const { violations } = await (dialogs > 0 ? builder.include("[role=dialog], [role=alertdialog]") : builder).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
  }
}
