// Pictures of the screens, light and dark, wide and narrow: `cargo xtask screenshots --out DIR`.
import { defineConfig } from "@playwright/test";
import common from "./playwright.config.ts";

const themes = ["light", "dark"] as const;
const widths = [1440, 390] as const;

export default defineConfig({
  ...common,
  testMatch: "screenshots.ts",
  projects: themes.flatMap((theme) =>
    widths.map((width) => ({
      name: `${theme}-${width}`,
      use: { colorScheme: theme, viewport: { width, height: width === 390 ? 844 : 900 } },
    })),
  ),
});
