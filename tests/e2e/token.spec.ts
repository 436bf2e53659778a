// The access token is nowhere but in memory, and in the requests that it is for.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { test as base, expect, expectSettled } from "./fixtures.ts";
import { Gateway } from "./gateway.ts";
import { LAUNCHDARKLY, LaunchDarkly, SECRET } from "./launchdarkly.ts";
import { findIn, watchFor } from "./leaks.ts";
import { openReview, pendingBar, pressSave, showTab } from "./segment.ts";

const test = base.extend<{ launchDarkly: LaunchDarkly; leaks: string[] }>({
  launchDarkly: [
    async ({ context }, use) => {
      const launchDarkly = await LaunchDarkly.start();
      await launchDarkly.answer(context);
      await use(launchDarkly);
      await launchDarkly.stop();
    },
    { auto: true },
  ],
  /** Where the token was seen to go, or be told, that it must not. */
  leaks: async ({ context }, use) => {
    await use(watchFor(context, SECRET, LAUNCHDARKLY));
  },
});

test.use({
  serverOptions: { clock: "machine" },
  expectedErrors: /status of (401|500)/,
  // What it keeps is searched too.
  serviceWorkers: "allow",
});

/** Connects to LaunchDarkly itself by the token. */
async function connect(page: Page, { isKept = false } = {}) {
  await page.goto("/connection");
  await page.getByRole("radio", { name: "Paste an access token" }).check();
  await page.getByLabel("Access token", { exact: true }).fill(SECRET);
  if (isKept) await page.getByLabel(/^Keep the token in this tab/).check();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Connection: Direct/ })).toBeVisible();
}

test("while somebody works with it, and after", async ({ page, launchDarkly, leaks }) => {
  const expectNowhere = async () => {
    expect(await findIn(page, SECRET), "where the token is").toEqual([]);
    expect(leaks, "where the token went").toEqual([]);
  };
  const click = (name: string) =>
    page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

  await connect(page);
  await expectNowhere();

  await page.getByRole("link", { name: "Segdeck", exact: true }).click();
  await expectSettled(page);
  await page.getByRole("searchbox").fill("beta-testers");
  await page.getByRole("link", { name: "Beta testers", exact: true }).click();
  await expectSettled(page);
  await showTab(page, "Targets");
  await page.getByLabel("Add a key to included").fill("somebody");
  await page.keyboard.press("Enter");
  await expect(pendingBar(page)).toContainText("1 target included");
  await launchDarkly.setFaults([
    { operation: "patchSegment", effect: { kind: "status", status: 500, message: "It broke." } },
  ]);
  const dialog = await openReview(page);
  await click("Copy patch");
  await expectNowhere();
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText("It broke.");
  await click("Copy details");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("It broke.");
  await expectNowhere();

  await launchDarkly.setFaults([{ effect: { kind: "status", status: 401, message: "Expired." } }]);
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText("Expired.");
  await click("Copy details");
  await expectNowhere();
  await launchDarkly.setFaults([]);
  await dialog.getByRole("button", { name: "Keep editing" }).click();

  const list = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).first().click();
  await (await list).path();

  await showTab(page, "JSON");
  const pane = page.getByRole("region", { name: "Segment as JSON" });
  await pane.getByRole("button", { name: "Copy", exact: true }).click();
  await expectNowhere();
  const download = page.waitForEvent("download");
  await pane.getByRole("button", { name: "Download" }).click();
  await (await download).path();

  await page.getByRole("link", { name: "Drafts", exact: true }).click();
  const draft = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Download .* as JSON$/ }).click();
  await (await draft).path();
  await expectNowhere();

  await page.reload();
  await expect(page.getByText(/Paste the access token of .* again/)).toBeVisible();
  await expectNowhere();
});

test("and the database of the sandbox in the browser never had it", async ({ page, leaks }) => {
  await connect(page);
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await page.getByRole("radio", { name: "Try the built-in sandbox" }).check();
  await page.getByRole("button", { name: "Try the sandbox" }).click();
  const sandbox = page.getByRole("link", { name: "Connection: Sandbox in this browser" });
  await expect(sandbox).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  await expectSettled(page);
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download database" }).click();
  const file = await readFile(await (await download).path());
  expect(file.subarray(0, 15).toString()).toBe("SQLite format 3");
  expect(file.includes(SECRET)).toBe(false);
  // The token of the other connection is still in memory, for one click back.
  expect(await findIn(page, SECRET), "where the token is").toEqual([]);
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Connection: Direct/ })).toBeVisible();
  expect(leaks, "where the token went").toEqual([]);
});

test("where it is kept for the tab, but in session storage", async ({ page, leaks }) => {
  await connect(page, { isKept: true });
  const places = await findIn(page, SECRET);
  expect(places).toHaveLength(1);
  expect(places[0]).toMatch(/^session storage: segdeck\.token\.direct:/);
  await page.reload();
  await expect(page.getByRole("link", { name: /^Connection: Direct/ })).toBeVisible();
  expect(await findIn(page, SECRET)).toEqual(places);
  expect(leaks).toEqual([]);
  // Another tab does not have it.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByText(/Paste the access token of .* again/)).toBeVisible();
  expect(await findIn(other, SECRET)).toEqual([]);
});

test.describe("behind a gateway", () => {
  // The page is closed before its gateway, which a worker would outlive.
  test.use({ serviceWorkers: "block" });

  test("it is in no browser", async ({ page, context, launchDarkly }) => {
    const leaks = watchFor(context, SECRET);
    const gateway = await Gateway.start(launchDarkly.url, SECRET);
    try {
      await page.goto(gateway.address);
      const key = new URL(gateway.address).hash.replace("#key=", "");
      await expect(page.getByRole("link", { name: /^Connection: Gateway/ })).toBeVisible();
      await expect(page).not.toHaveURL(/#key/);
      await page.getByRole("searchbox").fill("beta-testers");
      await page.getByRole("link", { name: "Beta testers", exact: true }).click();
      await expectSettled(page);
      expect(await findIn(page, SECRET)).toEqual([]);
      expect(leaks).toEqual([]);
      // The key that lets this tab in is kept for it and shown nowhere; the browser tells the page
      // by what address it was opened.
      const places = await findIn(page, key);
      expect(places).toEqual(["what was loaded", "session storage: segdeck.key"]);
      await page.reload();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beta testers");
      expect(gateway.output()).not.toContain(SECRET);
    } finally {
      // Else it would ask a gateway that is gone.
      await page.close();
      await gateway.stop();
    }
  });
});
