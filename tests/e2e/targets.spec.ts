// Targets: two lists per context kind, one by one and by paste, and very many of them.
import type { Page } from "@playwright/test";
import { expect, expectSettled, test } from "./fixtures.ts";
import {
  DAY,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readExpirations,
  readSegment,
  save,
  pressSave,
  scheduleExpirations,
  showTab,
} from "./segment.ts";

const pane = (page: Page, list: "Included" | "Excluded") =>
  page.getByRole("region", { name: `${list} targets` });
const grid = (page: Page, list: "Included" | "Excluded", kind = "user") =>
  page.getByRole("grid", { name: `${list} ${kind} keys` });
const row = (page: Page, list: "Included" | "Excluded", key: string, kind = "user") =>
  grid(page, list, kind).getByRole("row").filter({ hasText: key });

test.describe("with a few targets", () => {
  test.beforeEach(async ({ page, server }) => {
    await prepareSegment(server, "few", [
      { op: "add", path: "/included", value: ["anna", "bob", "carla"] },
      { op: "add", path: "/excluded", value: ["mallory"] },
    ]);
    await openSegment(page, "few", "targets");
  });

  test("adds one key, and refuses one that is there or in the other list", async ({
    page,
    server,
  }) => {
    const included = pane(page, "Included");
    const field = included.getByLabel("Add a key to included");
    await field.fill(" dora ");
    await field.press("Enter");
    await expect(row(page, "Included", "dora")).toContainText("New");
    await expect(field).toHaveValue("");
    await field.fill("anna");
    await field.press("Enter");
    await expect(included.getByRole("alert")).toHaveText("anna is in the list already.");
    await field.fill("mallory");
    await included.getByRole("button", { name: "Add the key to included" }).click();
    await expect(included.getByRole("alert")).toHaveText("mallory is excluded. Move it instead.");
    await save(page);
    const saved = await readSegment(server, "few");
    expect(saved.included.toSorted()).toEqual(["anna", "bob", "carla", "dora"]);
  });

  test("removes, restores and moves; the review says all of it", async ({ page, server }) => {
    await page.getByRole("button", { name: "Remove anna" }).click();
    await page.getByRole("button", { name: "Remove bob" }).click();
    await expect(row(page, "Included", "anna")).toContainText("Removed");
    await page.getByRole("button", { name: "Restore anna" }).click();
    await expect(row(page, "Included", "anna")).not.toContainText("Removed");
    await page.getByRole("button", { name: "Move mallory to included" }).click();
    await expect(row(page, "Included", "mallory")).toContainText("New");
    await expect(row(page, "Excluded", "mallory")).toContainText("Removed");
    const dialog = await openReview(page);
    const targets = dialog.getByRole("region", { name: "Targets" });
    await expect(targets).toContainText("1 key no longer included");
    await expect(targets).toContainText("1 key no longer excluded");
    await expect(targets).toContainText("1 key included");
    await pressSave(dialog);
    await expect(dialog).toBeHidden();
    const saved = await readSegment(server, "few");
    expect(saved.included.toSorted()).toEqual(["anna", "carla", "mallory"]);
    expect(saved.excluded).toEqual([]);
    await expect(pane(page, "Excluded").getByText("No user is excluded.")).toBeVisible();
  });

  test("acts on a selection", async ({ page, server }) => {
    const included = pane(page, "Included");
    await included.getByLabel("Select anna").check();
    await included.getByLabel("Select carla").check();
    await expect(included.getByText("2 selected")).toBeVisible();
    await included.getByRole("button", { name: "Move to excluded" }).click();
    await expect(included.getByText("2 selected")).toBeHidden();
    await included.getByLabel("Select all included keys shown").check();
    await included.getByRole("button", { name: "Remove", exact: true }).click();
    await save(page);
    const saved = await readSegment(server, "few");
    expect(saved.included).toEqual([]);
    expect(saved.excluded.toSorted()).toEqual(["anna", "carla", "mallory"]);
  });

  test("filters without regard to case", async ({ page }) => {
    const included = pane(page, "Included");
    await included.getByLabel("Search included").fill("AR");
    await expect(grid(page, "Included").getByRole("row")).toHaveCount(1);
    await expect(row(page, "Included", "carla")).toBeVisible();
    await included.getByLabel("Search included").fill("zoe");
    await expect(included.getByText("No key matches.")).toBeVisible();
  });

  test("sorts out what is pasted before anything is done with it", async ({ page, server }) => {
    await pane(page, "Included").getByRole("button", { name: "Paste" }).click();
    const dialog = page.getByRole("dialog", { name: "Paste keys" });
    const apply = dialog.getByRole("button", { name: /^(Add|Remove) \d+ (to|in) draft$/ });
    const counts = dialog.getByRole("list");
    await expect(apply).toHaveAccessibleDescription("Paste at least one key.");
    await dialog.getByLabel("Keys, one a line").fill("anna\r\n dora \n\ndora\nmallory\nemil");
    for (const counted of ["2Will add", "1Already in", "1Duplicate", "1In the other list"]) {
      await expect(counts.getByRole("listitem").filter({ hasText: counted })).toBeVisible();
    }
    await expect(apply).toHaveText("Add 2 to draft");
    await dialog.getByLabel("Move 1 key over from excluded").check();
    await expect(apply).toHaveText("Add 3 to draft");
    await apply.click();
    await expect(pendingBar(page)).toContainText("3 targets included");

    await page.getByRole("button", { name: "Paste keys", exact: true }).click();
    await dialog.getByRole("radio", { name: "Remove" }).check();
    await dialog.getByLabel("Keys, one a line").fill("bob\nnobody");
    await expect(apply).toHaveText("Remove 1 in draft");
    await apply.click();
    await save(page);
    const saved = await readSegment(server, "few");
    expect(saved.included.toSorted()).toEqual(["anna", "carla", "dora", "emil", "mallory"]);
    expect(saved.excluded).toEqual([]);
  });

  test("adds pasted keys for a time", async ({ page, server }) => {
    await page.getByRole("button", { name: "Paste keys", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Paste keys" });
    await dialog.getByLabel("Keys, one a line").fill("dora\nemil");
    await dialog.getByLabel("Remove them again at a set date").check();
    const apply = dialog.getByRole("button", { name: "Add 2 to draft" });
    await expect(apply).toHaveAccessibleDescription("Choose when they are removed again.");
    await dialog.getByRole("button", { name: "+1d" }).click();
    await apply.click();
    await save(page);
    expect(Object.keys(await readExpirations(server, "few")).toSorted()).toEqual(["dora", "emil"]);
  });

  test("keeps a list of every context kind", async ({ page, server }) => {
    await page.getByRole("button", { name: "Context kind", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Another context kind" });
    await dialog.getByLabel("Context kind").fill("org unit");
    await expect(dialog.getByRole("button", { name: "Show its targets" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await dialog.getByLabel("Context kind").fill("organization");
    await dialog.getByRole("button", { name: "Show its targets" }).click();
    const field = pane(page, "Excluded").getByLabel("Add a key to excluded");
    await field.fill("org-7");
    await field.press("Enter");
    await expect(row(page, "Excluded", "org-7", "organization")).toBeVisible();
    await save(page);
    const saved = await readSegment(server, "few");
    expect(saved.excludedContexts).toEqual([{ contextKind: "organization", values: ["org-7"] }]);
    expect(saved.included.toSorted()).toEqual(["anna", "bob", "carla"]);
    await page.getByRole("radio", { name: "user 4" }).check();
    await expect(row(page, "Included", "anna")).toBeVisible();
  });
});

test("15,000 targets scroll with few rows in the page", async ({ page, server }) => {
  const keys = Array.from({ length: 15_000 }, (_, index) => `u-${String(index).padStart(5, "0")}`);
  await prepareSegment(server, "crowd", [{ op: "add", path: "/included", value: keys }]);
  await openSegment(page, "crowd", "targets");
  const list = grid(page, "Included");
  await expect(list).toHaveAttribute("aria-rowcount", "15000");
  expect(await list.getByRole("row").count()).toBeLessThan(200);
  await list.focus();
  await page.keyboard.press("End");
  await expect(row(page, "Included", "u-14999")).toBeVisible();
  expect(await list.getByRole("row").count()).toBeLessThan(200);
  await pane(page, "Included").getByLabel("Search included").fill("u-07777");
  await page.getByRole("button", { name: "Remove u-07777" }).click();
  const dialog = await openReview(page);
  await expect(dialog.getByText("1 request: JSON Patch, 2 operations")).toBeVisible();
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const saved = await readSegment(server, "crowd");
  expect(saved.included).toHaveLength(14_999);
  expect(saved.included).not.toContain("u-07777");
});

test("an account with users uses the user operations", async ({ page, server, sent }) => {
  await prepareSegment(server, "people", [
    { op: "add", path: "/included", value: ["anna", "bob"] },
    {
      op: "add",
      path: "/includedContexts",
      value: [{ contextKind: "device", values: ["phone-1"] }],
    },
  ]);
  const now = await server.time();
  await scheduleExpirations(server, "people", { anna: now + 2 * DAY });
  await page.goto("/connection");
  await expectSettled(page);
  await page.getByRole("switch", { name: "This account uses users instead of contexts" }).click();
  await openSegment(page, "people", "targets");
  await expect(page.getByRole("radio", { name: /^user/ })).toBeAttached();
  await expect(page.getByRole("radio", { name: /^device/ })).toBeHidden();
  await expect(page.getByRole("button", { name: "Context kind", exact: true })).toBeHidden();
  await page.getByRole("button", { name: "Set when bob expires" }).click();
  const dialog = page.getByRole("dialog", { name: "When bob expires" });
  await dialog.getByRole("button", { name: "+1d" }).click();
  await dialog.getByRole("button", { name: "Set expiration" }).click();
  await showTab(page, "Expirations");
  await page.getByRole("button", { name: "Cancel the expiration of anna" }).click();
  await save(page);
  expect(sent.filter(({ method }) => method === "PATCH")).toEqual([
    {
      method: "PATCH",
      path: "/api/v2/segments/default/people/expiring-user-targets/production",
    },
  ]);
  expect(Object.keys(await readExpirations(server, "people"))).toEqual(["bob"]);
});
