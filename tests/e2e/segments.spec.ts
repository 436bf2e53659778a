// The list of segments: finding, sorting, creating and deleting, by mouse and by keyboard.
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";

const list = "/p/default/production/segments";

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
    await expect(dialog).toContainText("It cannot be undone.");
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

  for (const theme of ["light", "dark"] as const) {
    test(`is accessible in ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(list);
      await expectSettled(page);
      await expect(page.getByRole("link", { name: "Beta testers" })).toBeVisible();
      await expectAccessible(page);
    });
  }
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
  });
});
