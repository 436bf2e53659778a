// The history of a segment: what happened, and every way back from it.
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, expectContrast, expectSettled, test } from "./fixtures.ts";
import type { Server } from "./server.ts";
import {
  DAY,
  PLACE,
  changeSegment,
  openSegment,
  pendingBar,
  prepareSegment,
  readExpirations,
  readSegment,
  reviewDialog,
  save,
  saveButton,
  scheduleExpirations,
  showTab,
} from "./segment.ts";

const START = Date.UTC(2027, 0, 15, 8, 0);
const API = "/api/v2/segments/default/production";

const entries = (page: Page) => page.getByRole("list", { name: "History" }).locator("> li");
const entry = (page: Page, name: string): Locator =>
  page.getByRole("list", { name: "History" }).getByRole("listitem", { name, exact: true });

const revert = (page: Page, name: string) =>
  entry(page, name).getByRole("button", { name: "Revert this change" });

/** Changes the segment with a reason, as somebody else would. */
async function changeBecause(server: Server, key: string, patch: unknown[], comment: string) {
  await server.call("PATCH", `${API}/${key}`, { patch, comment });
}

/** Waits until the browser has kept the draft, which it does when typing rests. */
async function expectKept(page: Page) {
  const names = () => page.evaluate(() => Object.keys(localStorage).join());
  await expect.poll(names).toContain("segdeck.draft.");
}

async function saveReview(page: Page) {
  const review = reviewDialog(page);
  await expect(review).toBeVisible();
  await saveButton(review).click();
  await expect(review).toBeHidden();
}

test.beforeEach(async ({ server, setTime }) => {
  await setTime(START);
  await prepareSegment(server, "trial", [{ op: "add", path: "/included", value: ["anna", "bob"] }]);
});

test("tells what happened, who did it, when and why", async ({ page, server, setTime }) => {
  await changeBecause(
    server,
    "trial",
    [{ op: "replace", path: "/name", value: "Trial of spring" }],
    "Renamed for the campaign",
  );
  await setTime(START + 3_600_000);
  await scheduleExpirations(server, "trial", { anna: START + 9 * DAY });
  await openSegment(page, "trial");
  await showTab(page, "History");
  await expect(entries(page)).toHaveCount(4);
  await expect(page.getByRole("tab", { name: "History 4" })).toBeVisible();
  const renamed = entry(page, "v3").filter({ hasText: "Renamed" });
  await expect(renamed).toContainText("Name changed");
  await expect(renamed).toContainText("Renamed for the campaign");
  await expect(renamed).toContainText("15 Jan 2027, 09:00");
  await expect(renamed).toContainText("1 h ago");
  await expect(renamed).toContainText("Sandbox writer");
  await expect(entries(page).first()).toContainText("1 expiration changed");
  await expect(entries(page).last()).toContainText("Created");
  await expect(page.getByText("This is where the log begins.")).toBeVisible();

  const added = entry(page, "v2");
  await expect(added).toContainText("2 targets included");
  await added.getByRole("button", { name: "Changes" }).click();
  await expect(added.getByText("anna", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page);
  const created = entry(page, "v1");
  const refusal = "To turn back a creation, delete the segment.";
  await expect(revert(page, "v1")).toHaveAccessibleDescription(refusal);
  await expect(created.getByRole("button", { name: "Restore this version" })).toBeEnabled();

  const filter = page.getByLabel("Filter by text, person or version");
  await filter.fill("CAMPAIGN");
  await expect(entries(page)).toHaveCount(1);
  await expect(page.getByRole("status").filter({ hasText: "1 of 4 entries" })).toBeVisible();
  await filter.fill("nobody wrote this");
  await expect(page.getByText("No entry loaded so far says that.")).toBeVisible();
  await filter.fill("");
  await expect(entries(page)).toHaveCount(4);
});

test("shows older entries page by page", async ({ page, server, setTime }) => {
  for (let number = 1; number <= 12; number += 1) {
    await setTime(START + number * 1_000);
    await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: `N${number}` }]);
  }
  await openSegment(page, "trial", "history");
  await expect(entries(page)).toHaveCount(10);
  await expect(page.getByRole("tab", { name: "History 10+" })).toBeVisible();
  await expect(entries(page).first()).toHaveAccessibleName("v14");
  await page.getByRole("button", { name: "Show older" }).click();
  await expect(entries(page)).toHaveCount(14);
  await expect(entries(page).last()).toHaveAccessibleName("v1");
});

test("a change is turned back on today's version, through the review", async ({ page, server }) => {
  await changeSegment(server, "trial", [{ op: "add", path: "/included/-", value: "carla" }]);
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Later" }]);
  await openSegment(page, "trial", "history");
  await revert(page, "v3").click();
  const review = reviewDialog(page);
  await expect(review.getByText("carla", { exact: true })).toBeVisible();
  // Nothing is saved yet, and a reload keeps the draft.
  expect((await readSegment(server, "trial")).included).toContain("carla");
  await review.getByRole("button", { name: "Keep editing" }).click();
  await expect(pendingBar(page)).toContainText("1 target no longer included");
  await expectKept(page);
  await page.reload();
  await expectSettled(page);
  await expect(pendingBar(page)).toContainText("1 target no longer included");
  await save(page);
  const after = await readSegment(server, "trial");
  expect(after.included).toEqual(["anna", "bob"]);
  expect(after.name).toBe("Later");
  await expect(entries(page).first()).toHaveAccessibleName("v5");
  // It is so already now.
  await revert(page, "v3").click();
  await expect(page.getByText("there is nothing to change, it is so already")).toBeVisible();
  await expect(review).toBeHidden();
});

test("edits of the draft stay when a change is turned back", async ({ page, server }) => {
  await changeSegment(server, "trial", [{ op: "add", path: "/included/-", value: "carla" }]);
  await openSegment(page, "trial", "targets");
  await page.getByLabel("Add a key to included").fill("dora");
  await page.keyboard.press("Enter");
  await expect(pendingBar(page)).toContainText("1 target included");
  await showTab(page, "History");
  await revert(page, "v3").click();
  await expect(page.getByText("Your earlier edits are kept in the draft.")).toBeVisible();
  await saveReview(page);
  expect((await readSegment(server, "trial")).included).toEqual(["anna", "bob", "dora"]);
});

test("what was changed again since is decided one by one", async ({ page, server }) => {
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Two" }]);
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Three" }]);
  await openSegment(page, "trial", "history");
  await revert(page, "v3").click();
  const dialog = page.getByRole("dialog", { name: "Revert v3" });
  const add = dialog.getByRole("button", { name: "Add to draft and review" });
  await expect(add).toHaveAccessibleDescription("1 decision is still to be made.");
  await expect(dialog.getByText("Trial", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("radio", { name: "Before the change" }).check();
  await add.click();
  await expect(dialog).toBeHidden();
  await saveReview(page);
  expect((await readSegment(server, "trial")).name).toBe("Trial");
});

test("a whole version is restored, and edits in its way are asked about", async ({
  page,
  server,
}) => {
  await scheduleExpirations(server, "trial", { anna: START + 9 * DAY });
  await changeSegment(server, "trial", [
    { op: "replace", path: "/name", value: "Other" },
    { op: "replace", path: "/included", value: ["carla"] },
  ]);
  await openSegment(page, "trial", "targets");
  await page.getByLabel("Add a key to included").fill("dora");
  await page.keyboard.press("Enter");
  await showTab(page, "History");
  // The second of the two entries of version 2: the one with nothing but the date.
  const dated = entries(page).filter({ hasText: /^v21 expiration changed/ });
  await dated.getByRole("button", { name: "Restore this version" }).click();
  const dialog = page.getByRole("dialog", { name: "Restore v2" });
  await expect(dialog).toContainText("Your draft has edits that are not saved.");
  await dialog.getByRole("button", { name: "Replace my edits" }).click();
  await saveReview(page);
  const after = await readSegment(server, "trial");
  expect(after.name).toBe("Trial");
  expect(after.included).toEqual(["anna", "bob"]);
  expect(await readExpirations(server, "trial")).toEqual({ anna: START + 9 * DAY });
});

test("two versions are compared", async ({ page, server }) => {
  await changeSegment(server, "trial", [{ op: "add", path: "/included/-", value: "carla" }]);
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Other" }]);
  await openSegment(page, "trial", "history");
  const compare = page.getByRole("button", { name: "Compare" });
  await expect(compare).toHaveAccessibleDescription("Choose two versions to compare.");
  await page.getByLabel("Compare v4").check();
  await page.getByLabel("Compare v2").check();
  await expect(page.getByLabel("Compare v3")).toHaveAttribute("aria-disabled", "true");
  await compare.click();
  const dialog = page.getByRole("dialog", { name: "From v2 to v4" });
  await expect(dialog).toContainText("Name changed, 1 target included");
  await expect(dialog.getByText("carla", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the last save is undone, with its dates and for as long as the page is open", async ({
  page,
  server,
}) => {
  await scheduleExpirations(server, "trial", { anna: START + 9 * DAY });
  await openSegment(page, "trial", "targets");
  const undo = page.getByRole("button", { name: "Undo last save" });
  await expect(undo).toBeHidden();
  await page.getByRole("button", { name: "Remove anna" }).click();
  await save(page);
  expect(await readExpirations(server, "trial")).toEqual({});
  await expect(page.getByText("Saved v3.")).toBeVisible();
  // Somebody else goes on, and the toast leaves.
  await changeSegment(server, "trial", [{ op: "add", path: "/included/-", value: "carla" }]);
  await expect(undo).toBeVisible();
  await showTab(page, "History");
  await undo.click();
  await saveReview(page);
  expect(new Set((await readSegment(server, "trial")).included as string[])).toEqual(
    new Set(["anna", "bob", "carla"]),
  );
  expect(await readExpirations(server, "trial")).toEqual({ anna: START + 9 * DAY });
  // The undo was a save too, and can be undone in turn; cut off in the middle, it is a draft.
  await undo.click();
  await expect(reviewDialog(page)).toBeVisible();
  await expectKept(page);
  await page.reload();
  await expect(pendingBar(page)).toContainText("1 target no longer included");
  await save(page);
  expect((await readSegment(server, "trial")).included).toEqual(["bob", "carla"]);
  await expect(undo).toBeVisible();
  await page.reload();
  await expectSettled(page);
  await expect(undo).toBeHidden();
});

test("everything goes by keyboard", async ({ page, server }) => {
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Two" }]);
  await openSegment(page, "trial", "json");
  await page.getByRole("tab", { name: "JSON" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(new RegExp(`${PLACE}/segments/trial/history$`));
  await expect(entries(page)).toHaveCount(3);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Filter by text, person or version")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Compare" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page.getByLabel("Compare v3")).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(entry(page, "v3").getByText("Trial", { exact: true })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(revert(page, "v3")).toBeFocused();
  await page.keyboard.press("Enter");
  const review = reviewDialog(page);
  await expect(review).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(review).toBeHidden();
  expect((await readSegment(server, "trial")).name).toBe("Trial");
});

test("comparing, restoring and undoing go by keyboard, and Esc leads back", async ({
  page,
  server,
}) => {
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Two" }]);
  await openSegment(page, "trial", "history");
  for (const name of ["v3", "v1"]) {
    await page.getByLabel(`Compare ${name}`).focus();
    await page.keyboard.press("Space");
  }
  const compare = page.getByRole("button", { name: "Compare", exact: true });
  await compare.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "From v1 to v3" })).toContainText("2 targets included");
  await page.keyboard.press("Escape");
  await expect(compare).toBeFocused();

  const restore = entry(page, "v1").getByRole("button", { name: "Restore this version" });
  await restore.focus();
  await page.keyboard.press("Enter");
  const review = reviewDialog(page);
  await expect(review).toBeVisible();
  await expect(review).toContainText("Name");
  // What is left with Esc is a draft, and can be undone.
  await page.keyboard.press("Escape");
  await expect(review).toBeHidden();
  await expect(restore).toBeFocused();
  await expect(pendingBar(page)).toContainText("2 targets no longer included");
  await page.keyboard.press("Control+z");
  await expect(pendingBar(page)).toBeHidden();

  await restore.focus();
  await page.keyboard.press("Enter");
  await expect(review).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(review).toBeHidden();
  expect((await readSegment(server, "trial")).included).toEqual([]);
  await page.getByRole("button", { name: "Undo last save" }).focus();
  await page.keyboard.press("Enter");
  await expect(review).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(review).toBeHidden();
  expect((await readSegment(server, "trial")).included).toEqual(["anna", "bob"]);
});

test("a decision that is left keeps everything as it is", async ({ page, server }) => {
  for (const value of ["Two", "Three"]) {
    await changeSegment(server, "trial", [{ op: "replace", path: "/name", value }]);
  }
  await openSegment(page, "trial", "history");
  const dialog = page.getByRole("dialog", { name: "Revert v3" });
  await revert(page, "v3").click();
  await expect(dialog).toContainText("Needs your decision");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(revert(page, "v3")).toBeFocused();
  await expect(pendingBar(page)).toBeHidden();
  await revert(page, "v3").click();
  await expect(dialog).toBeVisible();
  await page.reload();
  await expect(entries(page)).toHaveCount(4);
  await expect(dialog).toBeHidden();
  await expect(pendingBar(page)).toBeHidden();
});

test.describe("of the demo", () => {
  test.use({ serverOptions: { seed: "demo" } });

  test("tells of members with names and reasons before anything was saved", async ({ page }) => {
    await openSegment(page, "beta-testers", "history");
    await expect(entry(page, "v28")).toContainText("Priya Raman");
    const raised = entry(page, "v27");
    await expect(raised).toContainText("A tenth went well for two weeks: now a fifth");
    await raised.getByRole("button", { name: "Changes" }).click();
    await expect(raised).toContainText("20%");
    await page.getByLabel("Filter by text, person or version").fill("mara");
    await expect(entries(page)).toHaveCount(2);
    await revert(page, "v27").click();
    await expect(reviewDialog(page)).toContainText("10%");
  });
});

test.describe("a log that cannot be read", () => {
  test.use({
    serverOptions: {
      faults: [{ operation: "getAuditLogEntries", nth: 1, effect: { kind: "status", status: 403 } }],
    },
    expectedErrors: /Failed to load resource/,
  });

  test("is told, and asked again on demand", async ({ page }) => {
    await openSegment(page, "trial", "history");
    const notice = page.getByRole("alert");
    await expect(notice).toContainText("The history could not be loaded.");
    await notice.getByRole("button", { name: "Retry" }).click();
    await expect(entries(page)).toHaveCount(2);
  });
});
