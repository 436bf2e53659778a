// How long the sandbox in the browser takes from nothing to the list of the demo data:
// `cargo xtask bench browser`.
import { defineConfig } from "@playwright/test";
import common from "./playwright.config.ts";

export default defineConfig({
  ...common,
  testMatch: "cold-start.ts",
  timeout: 600_000,
  workers: 1,
  projects: [{ name: "cold-start" }],
  use: { ...common.use, trace: "off", screenshot: "off" },
});
