// The page starts, under its Content-Security-Policy, and says so when it cannot.
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectSettled, test } from "./fixtures.ts";
import { dist } from "./server.ts";

test("opens from its address alone", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(/Segdeck/);
  await expectSettled(page);
});

function expectStrict(policy: string | null | undefined) {
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
}

test("brings a policy along that allows no inline code", async ({ page }) => {
  await page.goto("/");
  const written = page.locator('meta[http-equiv="Content-Security-Policy"]');
  expectStrict(await written.getAttribute("content"));
});

test("sends a policy that allows no inline code and no frame around it", async ({ request }) => {
  const sent = (await request.get("/")).headers()["content-security-policy"];
  expectStrict(sent);
  expect(sent).toContain("frame-ancestors 'none'");
});

test.describe("theme", () => {
  test.use({ colorScheme: "dark" });

  test("follows the system, and the choice that was kept", async ({ page }) => {
    await page.goto("/");
    const html = page.locator("html");
    await expect(html).toHaveAttribute("data-theme", "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await expect(html).toHaveAttribute("data-theme", "light");
    await page.evaluate(() => localStorage.setItem("segdeck.theme", "dark"));
    await page.reload();
    await expect(html).toHaveAttribute("data-theme", "dark");
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("says that it needs it", async ({ page }) => {
    await page.goto("/");
    // Found by its element: roles and texts leave out what is meant for browsers without scripts.
    const notice = page.locator("noscript p");
    await expect(notice).toBeVisible();
    await expect(notice).toContainText("needs JavaScript");
  });
});

test.describe("with its program missing", () => {
  test.use({
    serverOptions: async ({}, use) => {
      const broken = await mkdtemp(join(tmpdir(), "segdeck-broken-"));
      await cp(dist, broken, { recursive: true });
      for (const file of await readdir(broken)) {
        if (file.endsWith(".wasm")) await rm(join(broken, file));
      }
      await use({ dist: broken });
      await rm(broken, { recursive: true });
    },
    expectedErrors: /./,
  });

  test("says what failed and what to do", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("alert")).toContainText("could not start");
  });
});
