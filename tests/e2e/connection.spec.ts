// Finding the local server, losing it and getting it back.
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";

const list = "/p/default/production/segments";

test("the connection can be tried, and users chosen instead of contexts", async ({ page }) => {
  await page.goto("/connection");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("Token accepted")).toBeVisible();
  await expectAccessible(page);
  const users = page.getByRole("switch", { name: "This account uses users instead of contexts" });
  await users.check();
  await page.reload();
  await expect(users).toBeChecked();
});

test("a first visit to the connection finds its way to the segments", async ({ page }) => {
  await page.goto("/connection");
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page).toHaveURL(/\/p\/default\/[a-z]+\/segments$/);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
});

test.describe("a server that stops", () => {
  test.use({
    serverOptions: { seed: "demo", keepsData: true, clock: "machine" },
    expectedErrors: /Failed to load resource/,
  });

  test("is told, and everything goes on when it is back", async ({ page, server }) => {
    await page.goto(list);
    await expectSettled(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("While down");
    await server.down();
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await expect(dialog).toContainText("Everything you typed is still here.", { timeout: 20_000 });
    await expect(page.getByText(/^Offline\. Showing data from \d\d:\d\d\./)).toBeVisible();
    await server.up();
    await expect(page.getByText(/^Offline\./)).toBeHidden();
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await expect(page).toHaveURL(/\/segments\/while-down\/rules$/);
  });
});

test("an address that leads nowhere says so", async ({ page }) => {
  await page.goto("/nowhere");
  await expect(page.getByText("There is nothing at this address.")).toBeVisible();
  await page.getByRole("link", { name: "Go to the segments" }).click();
  await expect(page.getByRole("heading", { name: "Segments" })).toBeVisible();
});
