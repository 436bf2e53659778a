// Expirations: add, move, cancel; dates in local time and UTC; what the server refuses.
import type { Page } from "@playwright/test";
import { expect, expectSettled, test } from "./fixtures.ts";
import {
  DAY,
  PLACE,
  changeSegment,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readExpirations,
  readSegment,
  save,
  pressSave,
  scheduleExpirations,
} from "./segment.ts";

/** 15 January 2027, 09:00 in Berlin. */
const START = Date.UTC(2027, 0, 15, 8, 0);

const row = (page: Page, key: string) =>
  page.getByRole("grid", { name: "Expirations" }).getByRole("row").filter({ hasText: key });

test.beforeEach(async ({ page, server, setTime }) => {
  await setTime(START);
  await prepareSegment(server, "trial", [
    { op: "add", path: "/included", value: ["anna", "bob", "carla", "dora"] },
  ]);
  await scheduleExpirations(server, "trial", { anna: START + 2 * DAY, bob: START + 9 * DAY });
  await openSegment(page, "trial", "expirations");
});

test("shows what leaves when, in local time and in UTC", async ({ page }) => {
  await expect(page.getByRole("grid", { name: "Expirations" }).getByRole("row")).toHaveCount(3);
  await expect(row(page, "anna")).toContainText("17 Jan 2027, 09:00");
  await expect(row(page, "anna").getByRole("time")).toHaveAttribute(
    "title",
    "17 Jan 2027, 08:00 UTC",
  );
  await expect(row(page, "anna")).toContainText("in 2 days");
  await expect(page.getByText("Times in Europe/Berlin")).toBeVisible();
  await expect(page.getByRole("img", { name: "1 in the next 7 days, 2 in all" })).toBeVisible();
  await page.getByLabel("Filter by key").fill("BOB");
  await expect(row(page, "anna")).toBeHidden();
  await expect(row(page, "bob")).toBeVisible();
});

test("adds one to a target and to a key that is none yet", async ({ page, server }) => {
  await page.getByRole("button", { name: "Add expiration" }).click();
  const dialog = page.getByRole("dialog", { name: "Add expiration" });
  const add = dialog.getByRole("button", { name: "Add to draft" });
  await expect(add).toHaveAccessibleDescription("Choose a key.");
  await dialog.getByLabel("Context key").pressSequentially("car");
  await dialog.getByRole("option", { name: "carla" }).click();
  await expect(add).toHaveAccessibleDescription("Choose a time in the future.");
  await dialog.getByLabel("Date and time").fill("2027-01-15T08:59");
  await expect(dialog.getByText("Choose a time in the future.")).toBeVisible();
  await expect(add).toHaveAttribute("aria-disabled", "true");
  await dialog.getByLabel("Date and time").fill("2027-07-01T10:00");
  await expect(dialog.getByText("1 Jul 2027, 08:00 UTC")).toBeVisible();
  await expect(dialog.getByText("Europe/Berlin")).toBeVisible();
  await add.click();
  await expect(row(page, "carla")).toContainText("New, unsaved");

  await page.getByRole("button", { name: "Add expiration" }).click();
  await dialog.getByLabel("Context key").fill("emil");
  await expect(dialog.getByText("Not included yet: the draft adds it too.")).toBeVisible();
  await dialog.getByRole("button", { name: "+30d" }).click();
  await add.click();
  await expect(pendingBar(page)).toContainText("1 target included, 2 expirations changed");
  await save(page);
  expect((await readSegment(server, "trial")).included).toContain("emil");
  expect(await readExpirations(server, "trial")).toEqual({
    anna: START + 2 * DAY,
    bob: START + 9 * DAY,
    carla: Date.UTC(2027, 6, 1, 8, 0),
    emil: START + 30 * DAY,
  });
});

test("moves one, extends several and cancels one", async ({ page, server }) => {
  await page.getByRole("button", { name: "Change when anna expires" }).click();
  const dialog = page.getByRole("dialog", { name: "When anna expires" });
  await expect(dialog.getByLabel("Date and time")).toHaveValue("2027-01-17T09:00");
  await dialog.getByLabel("Date and time").fill("2027-01-18T12:00");
  await dialog.getByRole("button", { name: "Set expiration" }).click();
  await expect(row(page, "anna")).toContainText("Changed, unsaved");
  await expect(row(page, "anna").getByRole("deletion")).toHaveText("17 Jan 2027, 09:00");

  await page.getByLabel("Select anna").check();
  await page.getByLabel("Select bob").check();
  const bulk = page.getByRole("region", { name: "Selected expirations" });
  await expect(bulk).toContainText("2 selected");
  await bulk.getByRole("button", { name: "+7d" }).click();
  await expect(row(page, "anna")).toContainText("25 Jan 2027, 12:00");
  await expect(row(page, "bob")).toContainText("31 Jan 2027, 09:00");

  await bulk.getByRole("button", { name: "Clear the selection" }).click();
  await page.getByRole("button", { name: "Cancel the expiration of bob" }).click();
  await expect(row(page, "bob")).toContainText("Canceled, unsaved");
  await page.getByRole("button", { name: "Restore the expiration of bob" }).click();
  await expect(row(page, "bob")).toContainText("Scheduled");
  await page.getByRole("button", { name: "Cancel the expiration of bob" }).click();

  const review = await openReview(page);
  const expirations = review.getByRole("region", { name: "Expirations" });
  await expect(expirations.getByRole("listitem")).toHaveCount(2);
  await expect(review.getByText("1 request: expirations, 2 instructions")).toBeVisible();
  await pressSave(review);
  await expect(review).toBeHidden();
  expect(await readExpirations(server, "trial")).toEqual({ anna: Date.UTC(2027, 0, 25, 11, 0) });
  // Dates alone do not change the segment.
  expect((await readSegment(server, "trial")).version).toBe(2);
});

test("what the server refuses stays in the draft with its reason", async ({ page, server }) => {
  const move = async (key: string) => {
    await page.getByRole("button", { name: `Change when ${key} expires` }).click();
    const dialog = page.getByRole("dialog", { name: `When ${key} expires` });
    await dialog.getByRole("button", { name: "+7d" }).click();
    await dialog.getByRole("button", { name: "Set expiration" }).click();
  };
  await move("anna");
  await page.getByRole("button", { name: "Add expiration" }).click();
  const add = page.getByRole("dialog", { name: "Add expiration" });
  await add.getByLabel("Context key").fill("carla");
  await add.getByRole("button", { name: "+1d" }).click();
  await add.getByRole("button", { name: "Add to draft" }).click();
  const review = await openReview(page);
  // The draft waits so long that one of its dates has passed.
  await server.setTime(START + DAY + 3_600_000);
  await pressSave(review);
  await expect(review.getByRole("alert")).toContainText("Some expirations were refused.");
  await expect(review.getByRole("alert")).toContainText(/carla: .*is not in the future/);
  const saved = { anna: START + 9 * DAY, bob: START + 9 * DAY };
  expect(await readExpirations(server, "trial")).toEqual(saved);
  await review.getByRole("button", { name: "Keep editing" }).click();
  await expect(pendingBar(page)).toContainText("1 expiration changed");
  await expect(row(page, "carla")).toContainText("New, unsaved");
  await move("carla");
  await save(page);
  expect(await readExpirations(server, "trial")).toEqual({ ...saved, carla: START + 8 * DAY });
});

test("a target that somebody removed is told before it is saved", async ({ page, server }) => {
  await page.getByRole("button", { name: "Change when anna expires" }).click();
  const dialog = page.getByRole("dialog", { name: "When anna expires" });
  await dialog.getByRole("button", { name: "+1d" }).click();
  await dialog.getByRole("button", { name: "Set expiration" }).click();
  await changeSegment(server, "trial", [
    { op: "replace", path: "/included", value: ["bob", "carla", "dora"] },
  ]);
  const review = await openReview(page);
  await expect(review.getByRole("region", { name: "Goes with its target" })).toContainText("anna");
  await review.getByRole("button", { name: "Discard mine, take v3" }).click();
  await expect(pendingBar(page)).toBeHidden();
  await expect(row(page, "anna")).toBeHidden();
  await expect(row(page, "bob")).toBeVisible();
});

test.describe("a target that leaves while its page loads", () => {
  test.use({ serverOptions: { faults: [] }, expectedErrors: /status of 503/ });

  test("is not shown on and on", async ({ page, server, setTime }) => {
    await server.setFaults([
      {
        operation: "getExpiringTargetsForSegment",
        nth: 1,
        effect: { kind: "status", status: 503, retryAfter: 20 },
      },
    ]);
    await page.goto(`${PLACE}/segments/trial/targets`);
    // The segment is there, and has anna; its expirations are not.
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Trial");
    // The browser's sandbox would count from the beginning when its time is set.
    await server.setFaults([]);
    await setTime(START + 3 * DAY);
    await expectSettled(page);
    const included = page.getByRole("grid", { name: "Included user keys" });
    await expect(included.getByText("bob")).toBeVisible();
    await expect(included.getByText("anna")).toBeHidden();
    await expect(page.getByText("v3 · saved")).toBeVisible();
  });
});
