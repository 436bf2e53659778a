// The sandbox in the browser, in Firefox: `cargo xtask test e2e` names the program.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testMatch: "firefox.ts",
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: "list",
  timeout: 120_000,
  expect: { timeout: 30_000 },
  projects: [{ name: "firefox" }],
});
