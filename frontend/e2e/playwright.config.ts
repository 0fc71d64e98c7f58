/** Journeys in a real browser, against the exported site as the server serves it. */
import { existsSync } from "node:fs";

import { defineConfig, devices } from "@playwright/test";

/** The shell without windows takes a third less of a machine. */
const CHROMIUM = [process.env.CHROMIUM_PATH ?? "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  workers: 2,
  retries: 0,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  // How long a busy machine may take; nothing here measures speed.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_BASE_URL ?? "http://localhost:8000",
    viewport: { width: 1360, height: 860 },
    // Costs a fifth of the time: E2E="-- --trace on" asks for it.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(CHROMIUM ? { executablePath: CHROMIUM } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
