// How smooth the list of very many segments is: `npx playwright test -c measure.config.ts` here,
// after `cargo xtask build`. It prints figures to read and fails on none of them.
import { defineConfig } from "@playwright/test";
import common from "./playwright.config.ts";

export default defineConfig({
  ...common,
  testMatch: "measure.ts",
  timeout: 300_000,
  workers: 1,
  projects: [{ name: "local-server" }],
  use: { ...common.use, trace: "off", screenshot: "off" },
});
