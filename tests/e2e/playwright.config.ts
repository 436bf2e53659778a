import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./browser.ts";
import type { Connection } from "./fixtures.ts";
import { BROWSER_SANDBOX_ONLY, LOCAL_SERVER_ONLY } from "./one-sided.ts";

export default defineConfig<{ connection: Connection }>({
  testMatch: "*.spec.ts",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only now and then is a failing test.
  retries: 0,
  workers: 2,
  reporter: "list",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // Not UTC, so that a mix-up of local time and UTC shows.
    timezoneId: "Europe/Berlin",
    permissions: ["clipboard-read", "clipboard-write"],
    contextOptions: { reducedMotion: "reduce" },
    // It would answer before what a test intercepts; offline.spec.ts allows it.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions,
  },
  projects: [
    {
      name: "local-server",
      use: { connection: "local-server" },
      testIgnore: BROWSER_SANDBOX_ONLY.map(({ file }) => file),
    },
    {
      name: "browser-sandbox",
      use: { connection: "browser-sandbox" },
      testIgnore: LOCAL_SERVER_ONLY.filter(({ title }) => !title).map(({ file }) => file),
      grepInvert: LOCAL_SERVER_ONLY.flatMap(({ file, title }) =>
        title ? [new RegExp(`${file}.* ${title}`)] : [],
      ),
    },
  ],
});
