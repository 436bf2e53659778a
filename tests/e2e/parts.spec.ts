// The program loads in parts: the first list with the first, the rest when it is needed.
import { expect, expectSettled, test } from "./fixtures.ts";
import { PLACE, openSegment, pendingBar, prepareSegment } from "./segment.ts";

const LIST = `${PLACE}/segments`;

/** Everything that loads after the first list. */
const PARTS = /_(segment|review|dialogs|chunk_\d+)\.(wasm|css)$/;
const SEGMENT = /_segment\.wasm$/;

test.use({ serverOptions: { seed: "demo" } });

test.describe("a first visit", () => {
  test.use({
    serverOptions: {
      seed: "demo",
      faults: [{ operation: "getSegments", effect: { kind: "delay", milliseconds: 1_500 } }],
    },
  });

  test("shows the list before it loads any other part, and then all of them", async ({ page }) => {
    const rowsAtRequest: number[] = [];
    const loaded = new Set<string>();
    await page.route(PARTS, async (route) => {
      rowsAtRequest.push(await page.locator(".segment-row").count());
      loaded.add(new URL(route.request().url()).pathname.replace(/^.*_/, ""));
      await route.continue();
    });
    await page.goto(LIST);
    await expect(page.locator(".segment-row").first()).toBeVisible();
    await expect.poll(() => loaded).toContain("segment.wasm");
    await expect.poll(() => loaded).toContain("dialogs.wasm");
    expect(loaded).toContain("segment.css");
    expect(Math.min(...rowsAtRequest)).toBeGreaterThan(0);
  });
});

test.describe("a part that cannot be loaded", () => {
  test.use({ expectedErrors: /Failed to load resource|Failed to fetch|could not be loaded/ });

  test("is told in its place, and Retry brings it", async ({ page }) => {
    await page.route(SEGMENT, (route) => route.abort());
    await page.goto(LIST);
    const filter = page.getByLabel("Filter by name, key or description");
    await filter.fill("beta");
    await expect(page).toHaveURL(/beta/);
    const row = page.locator(".segment-row-link").first();
    const name = (await row.textContent()) ?? "";
    await row.click();
    const notice = page.getByRole("alert");
    await expect(notice).toContainText("could not be loaded");
    await notice.getByRole("button", { name: "Retry" }).click();
    await expect(notice).toContainText("could not be loaded");

    await page.unroute(SEGMENT);
    await notice.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(notice).toHaveCount(0);
    await expectSettled(page);
    await page.goBack();
    await expect(filter).toHaveValue("beta");
  });

  test("keeps the draft of the segment", async ({ page, server }) => {
    await prepareSegment(server, "fragile");
    await openSegment(page, "fragile", "targets");
    const field = page.getByLabel("Add a key to included");
    await field.fill("bob");
    await field.press("Enter");
    await expect(pendingBar(page)).toContainText("1 target included");
    // The draft is kept when typing comes to rest.
    const kept = () => page.evaluate(() => JSON.stringify(localStorage));
    await expect.poll(kept).toContain("bob");
    await page.route(SEGMENT, (route) => route.abort());
    await page.reload();
    const retry = page.getByRole("alert").getByRole("button", { name: "Retry" });
    await expect(retry).toBeVisible();
    await page.unroute(SEGMENT);
    await retry.click();
    await expect(pendingBar(page)).toContainText("1 target included");
  });

  test("is loaded by the next click where it is a dialog, with what was typed", async ({ page }) => {
    await page.goto(LIST);
    await page.getByRole("button", { name: "New segment" }).click();
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("Typed before");
    await page.route(PARTS, (route) => route.abort());
    await page.reload();
    await expect(page.getByText("A part of Segdeck could not be loaded.")).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await page.getByRole("button", { name: /^Actions for/ }).first().click();
    await expect(page.getByText("A part of Segdeck could not be loaded.")).toHaveCount(2);

    await page.unroute(PARTS);
    await page.getByRole("button", { name: "New segment" }).click();
    await expect(dialog.getByLabel("Name")).toHaveValue("Typed before");
  });
});
