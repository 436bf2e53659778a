// The list of segments: finding, sorting, creating and deleting, by mouse and by keyboard.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";
import { PLACE, prepareSegment, ruleOf } from "./segment.ts";

const list = `${PLACE}/segments`;
const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });
const row = (page: Page, name: string) =>
  page.getByRole("grid", { name: "Segments" }).getByRole("row").filter({ has: link(page, name) });

test.describe("with demo data", () => {
  test.use({ serverOptions: { seed: "demo" } });

  test("search, kind, tags and order stand in the address", async ({ page }) => {
    await page.goto(list);
    await expectSettled(page);
    await expect(page.getByText("45 segments.")).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type("BETA test");
    await expect(page.getByText("1 of 45 segments.")).toBeVisible();
    await expect(page).toHaveURL(/\?q=BETA%20test$/);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByLabel("Kind").selectOption("Big");
    await page.getByRole("button", { name: "Name and key" }).click();
    await expect(page).toHaveURL(/\?kind=big&sort=name$/);
    const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
    const before = await rows.allInnerTexts();
    await page.reload();
    await expect(page.getByText("2 segments.")).toBeVisible();
    await expect(rows).toHaveCount(2);
    expect(before.length).toBe(2);
    await expect(page.getByRole("columnheader", { name: "Name and key" })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page.getByText("45 segments.")).toBeVisible();
    await page.getByRole("button", { name: "Tags any" }).click();
    await page.getByRole("menuitem", { name: "api", exact: true }).click();
    await expect(page).toHaveURL(/tag=api/);
    await page.getByRole("button", { name: "Remove api" }).click();
    await expect(page.getByText("45 segments.")).toBeVisible();
    await page.getByLabel("Filter by name").fill("nothing has this name");
    await expect(page.getByText("No segments match.")).toBeVisible();
  });

  test("rows are walked through and opened by keyboard", async ({ page }) => {
    await page.goto(`${list}?sort=name`);
    await expectSettled(page);
    const second = page.getByRole("row").nth(2);
    const name = await second.getByRole("link").innerText();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name })).toBeFocused();
    await page.goBack();
    await expect(page).toHaveURL(/\?sort=name$/);
    await expect(page.getByRole("heading", { level: 1, name: "Segments" })).toBeFocused();
  });

  test("deleting asks for the key", async ({ page, server }) => {
    await page.goto(list);
    await page.getByLabel("Filter by name").fill("accessibility-panel");
    await page.getByRole("button", { name: "Actions for Accessibility panel" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Delete segment" });
    await expect(dialog).toContainText("What does not come back:");
    await expect(confirm).toHaveAttribute("aria-disabled", "true");
    await dialog.getByLabel("Type accessibility-panel to confirm").fill("accessibility-panel");
    await expectAccessible(page);
    await confirm.click();
    await expect(page.getByText("Accessibility panel deleted.")).toBeVisible();
    await expect(page.getByText("No segments match.")).toBeVisible();
    const left = await server.call("GET", "/api/v2/segments/default/production?limit=1");
    expect(left.totalCount).toBe(44);
  });

  test("a taken key is told at its field", async ({ page }) => {
    await page.goto(list);
    await expectSettled(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("Beta testers");
    await expect(dialog.getByLabel("Key")).toHaveValue("beta-testers");
    await expect(dialog).toContainText("The key is taken. Choose another.");
    await expect(dialog.getByLabel("Key")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await dialog.getByRole("link", { name: "Open the existing segment" }).click();
    await expect(page).toHaveURL(/\/segments\/beta-testers\/rules$/);
  });
});

test("an empty environment offers to begin", async ({ page }) => {
  await page.goto(list);
  await expect(page.getByText("No segments in Production yet.")).toBeVisible();
  await expectAccessible(page);
});

test("what was typed survives a reload", async ({ page, server }) => {
  await page.goto(list);
  await page.getByRole("button", { name: "New segment" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New segment" });
  await dialog.getByLabel("Name").fill("Loyalty silver members");
  await dialog.getByLabel("Tags").fill("q1 2027");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Change to q1-2027" }).click();
  await page.reload();
  await expect(dialog.getByLabel("Key")).toHaveValue("loyalty-silver-members");
  await dialog.getByRole("radio", { name: "Big segment" }).check();
  await dialog.getByLabel("Context kind").fill("organization");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/segments\/loyalty-silver-members\//);
  const made = await server.call("GET", "/api/v2/segments/default/production/loyalty-silver-members");
  expect(made).toMatchObject({
    name: "Loyalty silver members",
    tags: ["q1-2027"],
    unbounded: true,
    unboundedContextKind: "organization",
  });
});

test.describe("with many segments", () => {
  test.use({ serverOptions: { seed: "many:250" } });

  test("pages load as one scrolls, and until then the server searches", async ({ page }) => {
    await page.goto(list);
    await expect(page.getByText("Loaded 100 of 250 segments.")).toBeVisible();
    await page.getByLabel("Filter by name").fill("growth alpha");
    await expect(page.getByText(/^\d+ segments\./)).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page.getByText("Loaded 100 of 250 segments.")).toBeVisible();
    const grid = page.getByRole("grid", { name: "Segments" });
    for (const loaded of ["Loaded 200 of 250 segments.", "250 segments."]) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await expect(page.getByText(loaded)).toBeVisible();
    }
    expect(await grid.getByRole("row").count()).toBeLessThan(100);
  });
});

test.describe("with a few segments", () => {
  test.beforeEach(async ({ page, server }) => {
    const now = await server.time();
    await prepareSegment(server, "alpha", [{ op: "add", path: "/tags/-", value: "red" }]);
    await server.setTime(now + 60_000);
    await prepareSegment(server, "charlie", [
      { op: "add", path: "/tags/-", value: "red" },
      { op: "add", path: "/tags/-", value: "blue" },
      { op: "add", path: "/rules/-", value: ruleOf("country", ["DE"]) },
      { op: "add", path: "/included", value: ["anna", "bob"] },
    ]);
    await server.setTime(now + 120_000);
    await prepareSegment(server, "bravo");
    await page.clock.setFixedTime(now + 120_000);
    await page.goto(list);
    await expectSettled(page);
    await expect(row(page, "Bravo")).toBeVisible();
  });

  test("tells what each is, the last changed first", async ({ page }) => {
    const links = page.getByRole("grid", { name: "Segments" }).getByRole("link");
    await expect(links).toHaveText(["Bravo", "Charlie", "Alpha"]);
    const cells = row(page, "Charlie").getByRole("gridcell");
    await expect(cells.nth(1)).toHaveText("Rule-based");
    await expect(cells.nth(2)).toHaveText("redblue");
    await expect(cells.nth(3)).toHaveText("2");
    await expect(cells.nth(4)).toHaveText("0");
    await expect(cells.nth(5)).toHaveText("1");
    await expect(cells.nth(7)).toContainText("1 min ago");
    await expect(page.getByText(/^3 segments\./)).toBeVisible();
    await expect(page).toHaveTitle("Segments · Production · Segdeck");
  });

  test.describe("a key that was taken a moment ago", () => {
    test.use({ expectedErrors: /status of 409/ });

    test("is told too", async ({ page, server }) => {
      await page.getByRole("button", { name: "New segment" }).click();
      const dialog = page.getByRole("dialog", { name: "New segment" });
      await dialog.getByLabel("Name").fill("Delta");
      await expect(dialog.getByText(/available in Production/)).toBeVisible();
      const theirs = { key: "delta", name: "Somebody else's" };
      await server.call("POST", "/api/v2/segments/default/production", theirs);
      await dialog.getByRole("button", { name: "Create segment" }).click();
      await expect(dialog.getByLabel("Key")).toHaveAccessibleDescription(/The key is taken/);
      await expect(dialog.getByLabel("Name")).toHaveValue("Delta");
    });
  });

  test("what was typed is asked about before it is dropped", async ({ page }) => {
    await page.getByRole("button", { name: "New segment" }).click();
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("Echo");
    await page.keyboard.press("Escape");
    const question = page.getByRole("dialog", { name: "Discard the new segment" });
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(dialog.getByLabel("Name")).toHaveValue("Echo");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await question.getByRole("button", { name: "Discard" }).click();
    await expect(dialog).toBeHidden();
  });

  test.describe("an address of a segment that does not exist", () => {
    test.use({ expectedErrors: /status of 404/ });

    test("says so and leads back", async ({ page }) => {
      await page.goto(`${list}/zulu/targets`);
      await expect(page.getByText("This segment does not exist in Production.")).toBeVisible();
      await page.getByRole("link", { name: "All segments" }).click();
      await expect(row(page, "Alpha")).toBeVisible();
    });
  });
});

test("another environment is a switch away", async ({ page, server }) => {
  await prepareSegment(server, "here");
  await page.goto(list);
  await expect(row(page, "Here")).toBeVisible();
  await page.getByRole("button", { name: /Environment/ }).click();
  await page.getByRole("option", { name: /Test/ }).click();
  await expect(page).toHaveURL("/p/default/test/segments");
  await expect(page.getByText("No segments in Test yet.")).toBeVisible();
});
