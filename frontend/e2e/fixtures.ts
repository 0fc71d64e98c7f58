/** `test` that fails on any console error, page error or CSP violation, in every page it opens. */
import { test as base, expect, type BrowserContext, type ConsoleMessage } from "@playwright/test";

/** Answers that a journey provokes on purpose: Chromium reports each refused request as a console error. */
export interface Expected {
  statuses: Set<number>;
}

interface Fixtures {
  faults: string[];
  expected: Expected;
  watch: (context: BrowserContext) => void;
  /** One more browser, watched and closed at the end, for journeys with two people. */
  another: () => Promise<BrowserContext>;
  watched: void;
}

const REFUSED = /the server responded with a status of (\d{3})/;

/** What our own context runs in each new frame does not run in a mail's, which lets no script run. */
const OURS_IN_A_MAIL = /^Blocked script execution in 'about:srcdoc'/;

function isExpected(message: ConsoleMessage, expected: Expected): boolean {
  if (OURS_IN_A_MAIL.test(message.text())) return true;
  const status = REFUSED.exec(message.text())?.[1];
  return status !== undefined && expected.statuses.has(Number(status));
}

export const test = base.extend<Fixtures>({
  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults, "errors in the console or on a page").toEqual([]);
  },
  expected: async ({}, use) => {
    await use({ statuses: new Set() });
  },
  watch: async ({ expected, faults }, use) => {
    await use((context) => {
      context.on("console", (message) => {
        if (message.type() === "error" && !isExpected(message, expected)) faults.push(`${message.text()} at ${message.location().url}`);
      });
      context.on("weberror", (event) => {
        faults.push(event.error().stack ?? event.error().message);
      });
    });
  },
  another: async ({ browser, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      watch(context);
      opened.push(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
  watched: [
    async ({ context, watch }, use) => {
      watch(context);
      await use();
    },
    { auto: true },
  ],
});

export { expect };
