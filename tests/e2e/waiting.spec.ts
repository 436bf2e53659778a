// What the page says while it waits for an answer, and how one ends the wait.
import { type SentRequest, expect, expectAccessible, test } from "./fixtures.ts";
import {
  PLACE,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readSegment,
  pressSave,
} from "./segment.ts";

test.use({ serverOptions: { faults: [] } });

// The page's time goes on here: what it counts are seconds.
test.beforeEach(async ({ page, server }) => page.clock.setSystemTime(await server.time()));

const STILL = "Still waiting for the sandbox.";
const ASKED = /The sandbox asked us to wait\.\s*Next try in \d+ s\./;
const patches = (sent: SentRequest[]) => sent.filter(({ method }) => method === "PATCH").length;

test("a slow answer is told under the top bar, until it is there", async ({ page, server }) => {
  await prepareSegment(server, "slow");
  await server.setFaults([
    { operation: "getSegment", effect: { kind: "delay", milliseconds: 8_000 } },
  ]);
  await page.goto(`${PLACE}/segments/slow/rules`);
  await expect(page.getByText(STILL)).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("heading", { level: 1, name: "Slow" })).toBeVisible();
  await expect(page.getByText(STILL)).toBeHidden();
});

test("a slow list can be canceled, and asked for again", async ({ page, server }) => {
  await prepareSegment(server, "slow");
  await server.setFaults([
    { operation: "getSegments", effect: { kind: "delay", milliseconds: 25_000 } },
  ]);
  await page.goto(`${PLACE}/segments`);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByText(STILL)).toBeHidden();
  const told = page.getByRole("main").getByRole("alert");
  await expect(told).toContainText("The request was canceled.");
  await server.setFaults([]);
  await told.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("link", { name: "Slow" })).toBeVisible();
});

test.describe("a server that asks to wait", () => {
  test.use({ expectedErrors: /status of 429/ });

  test("in the middle of a save: it goes on by itself, once", async ({ page, server, sent }) => {
    await prepareSegment(server, "limited");
    await openSegment(page, "limited", "targets");
    await page.getByLabel("Add a key to included").fill("bob");
    await page.keyboard.press("Enter");
    await server.setFaults([
      { operation: "patchSegment", nth: 1, effect: { kind: "status", status: 429, retryAfter: 5 } },
    ]);
    const dialog = await openReview(page);
    await pressSave(dialog);
    await expect(dialog.getByText(ASKED)).toBeVisible();
    await expectAccessible(page);
    await expect(dialog).toBeHidden();
    const saved = await readSegment(server, "limited");
    expect(saved.included).toEqual(["bob"]);
    expect(saved.version).toBe(2);
    expect(patches(sent)).toBe(2);
  });

  test("need not be waited for: nothing is saved, and the draft is kept", async ({
    page,
    server,
    sent,
  }) => {
    await prepareSegment(server, "limited");
    await openSegment(page, "limited", "targets");
    await page.getByLabel("Add a key to included").fill("bob");
    await page.keyboard.press("Enter");
    await server.setFaults([
      { operation: "patchSegment", effect: { kind: "status", status: 429, retryAfter: 25 } },
    ]);
    const dialog = await openReview(page);
    await pressSave(dialog);
    await dialog.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("Nothing was saved. Your draft is kept.");
    await expect(dialog.getByText(ASKED)).toBeHidden();
    expect(patches(sent)).toBe(1);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(pendingBar(page)).toContainText("1 target included");
    expect((await readSegment(server, "limited")).version).toBe(1);
    await server.setFaults([]);
    const again = await openReview(page);
    await pressSave(again);
    await expect(again).toBeHidden();
    expect((await readSegment(server, "limited")).included).toEqual(["bob"]);
  });

  test("for a list is told under the top bar", async ({ page, server }) => {
    await prepareSegment(server, "limited");
    await server.setFaults([
      { operation: "getSegments", nth: 1, effect: { kind: "status", status: 429, retryAfter: 8 } },
    ]);
    await page.goto(`${PLACE}/segments`);
    await expect(page.getByText("The sandbox asked us to wait.")).toBeVisible();
    await expect(page.getByText(/^Next try in \d+ s\.$/)).toBeVisible();
    await expect(page.getByRole("link", { name: "Limited" })).toBeVisible();
    await expect(page.getByText("The sandbox asked us to wait.")).toBeHidden();
  });
});
