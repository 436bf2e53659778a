// One picture for each route, in every theme and width of screenshots.config.ts.
import { join } from "node:path";
import { expectSettled, test } from "./fixtures.ts";

const folder = process.env.SEGDECK_SCREENSHOTS || "screenshots";
const named = (process.env.SEGDECK_ROUTES || "").split("\n").filter((route) => route !== "");
const segment = "/p/default/production/segments/beta-testers";
const screens = [
  "/p/default/production/segments",
  ...["rules", "targets", "expirations", "json", "history"].map((tab) => `${segment}/${tab}`),
  "/connection",
];
const routes = named.length > 0 ? named : screens;

test.use({ serverOptions: { seed: "demo" } });

for (const route of routes) {
  test(route, async ({ page }, testInfo) => {
    await page.goto(route);
    await expectSettled(page);
    const screen = route.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "start";
    await page.screenshot({ path: join(folder, `${screen}-${testInfo.project.name}.png`) });
  });
}
