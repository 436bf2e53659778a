// Deleting a segment: what uses it, a file of it first, and making it again.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";
import type { Server } from "./server.ts";
import {
  DAY,
  PLACE,
  changeSegment,
  openSegment,
  prepareSegment,
  readExpirations,
  readSegment,
  scheduleExpirations,
} from "./segment.ts";

const START = Date.UTC(2027, 0, 15, 8, 0);
const API = "/api/v2/segments/default/production";
const RULES = [
  {
    description: "Half of Berlin",
    clauses: [{ contextKind: "user", attribute: "city", op: "in", negate: false, values: ["Berlin"] }],
    weight: 50_000,
    rolloutContextKind: "user",
  },
];
const LISTS = ["included", "excluded", "includedContexts", "excludedContexts"] as const;

/** What the server counts or names anew. */
function withoutFacts(segment: Record<string, unknown>) {
  const { version, creationDate, lastModifiedDate, generation, ...rest } = segment;
  return rest;
}

const makeAgain = (page: Page) => page.getByRole("button", { name: "Make the segment" });
const tryAgain = (page: Page) => page.getByRole("button", { name: "Try again" });

async function openDeletion(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Actions for Trial" }).click();
  await page.getByRole("menuitem", { name: "Delete segment…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Trial" });
  await expect(dialog.getByText("What does not come back:")).toBeVisible();
  return dialog;
}

async function confirmDeletion(dialog: Locator) {
  await dialog.getByLabel("Type trial to confirm").fill("trial");
  await dialog.getByRole("button", { name: "Delete segment" }).click();
}

async function deleteTrial(page: Page) {
  const dialog = await openDeletion(page);
  await confirmDeletion(dialog);
  await expect(page.getByText("Trial deleted.")).toBeVisible();
}

async function isGone(server: Server) {
  const list = await server.call("GET", API);
  return !(list.items as { key: string }[]).some((item) => item.key === "trial");
}

// The page asks for the segment before it is there.
test.use({ expectedErrors: /Failed to load resource.*404/ });

test.beforeEach(async ({ page, server, setTime }) => {
  await setTime(START);
  await server.call("POST", API, {
    key: "trial",
    name: "Trial",
    description: "Who may try it",
    tags: ["spring", "web"],
  });
  await changeSegment(server, "trial", [
    { op: "add", path: "/included", value: ["anna", "bob"] },
    { op: "add", path: "/excluded", value: ["zoe"] },
    { op: "add", path: "/includedContexts", value: [{ contextKind: "org", values: ["acme"] }] },
    { op: "add", path: "/rules", value: RULES },
  ]);
  await scheduleExpirations(server, "trial", { anna: START + 9 * DAY });
  await openSegment(page, "trial");
});

test("the dialog names what uses the segment and offers a file of it", async ({ page, server }) => {
  const clause = { attribute: "segmentMatch", op: "segmentMatch", negate: false, values: ["trial"] };
  await prepareSegment(server, "outer", [
    { op: "add", path: "/rules", value: [{ clauses: [{ contextKind: "", ...clause }] }] },
  ]);
  const dialog = await openDeletion(page);
  await expect(dialog).toContainText("No flag uses it.");
  await expect(dialog).toContainText("1 segment uses it.");
  await expect(dialog).toContainText("Outer outer");
  await expect(dialog).toContainText("percentage rollouts pick other contexts");
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download a file of the segment first" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("trial-2027-01-15.segment.json");
  const text = await readFile(await download.path(), "utf8");
  const file = JSON.parse(text);
  expect(file).toMatchObject({
    format: "segdeck-segment",
    formatVersion: 1,
    project: "default",
    environment: "production",
    segment: { key: "trial", included: ["anna", "bob"], excluded: ["zoe"] },
    expiringTargets: [{ contextKey: "anna", expirationDate: START + 9 * DAY }],
  });
  expect(text).not.toContain("api-");
});

test("nothing is deleted that was changed since the dialog opened", async ({ page, server }) => {
  const dialog = await openDeletion(page);
  await changeSegment(server, "trial", [{ op: "replace", path: "/name", value: "Trial two" }]);
  await confirmDeletion(dialog);
  await expect(dialog.getByRole("alert")).toContainText("is v3 now");
  expect(await isGone(server)).toBe(false);
  await dialog.getByRole("button", { name: "Delete segment" }).click();
  await expect(dialog).toBeHidden();
  expect(await isGone(server)).toBe(true);
});

test("leaving the dialog deletes nothing, by Esc or by a reload", async ({ page, server }) => {
  const dialog = await openDeletion(page);
  await dialog.getByLabel("Type trial to confirm").fill("trial");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Actions for Trial" })).toBeFocused();
  await openDeletion(page);
  await dialog.getByLabel("Type trial to confirm").fill("trial");
  await page.reload();
  await expectSettled(page);
  await expect(dialog).toBeHidden();
  expect(await isGone(server)).toBe(false);
});

test("edits that are not saved are kept with the deletion, and are there again", async ({
  page,
  server,
}) => {
  await page.getByRole("tab", { name: /^Targets/ }).click();
  await page.getByLabel("Add a key to included").fill("carla");
  await page.keyboard.press("Enter");
  await deleteTrial(page);
  await expect(page.getByText("Your edits that were not saved are kept in Drafts.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Trial was made from its file.")).toBeVisible();
  await page.getByRole("tab", { name: /^Targets/ }).click();
  await expect(page.getByText("carla", { exact: true })).toBeVisible();
  await expect(page.getByText("anna", { exact: true })).toBeVisible();
  expect((await readSegment(server, "trial")).included).toEqual(["anna", "bob"]);
});

test("Undo makes everything again but what it tells", async ({ page, server }) => {
  const before = await readSegment(server, "trial");
  await deleteTrial(page);
  expect(await isGone(server)).toBe(true);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Trial was made from its file.")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${PLACE}/segments/trial/rules$`));
  await expectSettled(page);
  const after = await readSegment(server, "trial");
  expect(withoutFacts(after)).toEqual(withoutFacts(before));
  expect(after.generation).toBe((before.generation as number) + 1);
  expect(await readExpirations(server, "trial")).toEqual({ anna: START + 9 * DAY });
  const told = page.getByText("What does not come back:");
  await expect(told).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("main").getByRole("button", { name: "Dismiss" }).click();
  await expect(told).toBeHidden();
  await expect(page.getByRole("tab", { name: "Expirations 1" })).toBeVisible();
});

test("its address offers it after the toast has left, and after a reload", async ({
  page,
  server,
}) => {
  await deleteTrial(page);
  await page.reload();
  await page.goto(`${PLACE}/segments/trial/targets`);
  await expect(page.getByText("Trial is not in Production, and can be made from its file.")).toBeVisible();
  await expectAccessible(page);
  await makeAgain(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Trial was made from its file.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  const after = await readSegment(server, "trial");
  for (const list of LISTS) expect(after[list]).toBeDefined();
});

test("a key that was taken meanwhile is not written over", async ({ page, server }) => {
  await deleteTrial(page);
  await server.call("POST", API, { key: "trial", name: "Somebody else's" });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("alert")).toContainText("Another segment has this key.");
  expect((await readSegment(server, "trial")).name).toBe("Somebody else's");
});

test.describe("when the second step fails", () => {
  test.use({ serverOptions: { faults: [] }, expectedErrors: /Failed to load resource/ });

  test.beforeEach(async ({ page, server }) => {
    await deleteTrial(page);
    await server.setFaults([
      { operation: "patchSegment", key: "trial", effect: { kind: "status", status: 403 } },
    ]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("alert")).toContainText("The segment was created but is empty.");
    await server.setFaults([]);
  });

  test("it goes on where it stopped, also after a reload", async ({ page, server }) => {
    expect((await readSegment(server, "trial")).version).toBe(1);
    await page.reload();
    await expect(page.getByText("Making Trial was interrupted.")).toBeVisible();
    await tryAgain(page).click();
    await expect(page.getByText("Trial was made from its file.")).toBeVisible();
    expect((await readSegment(server, "trial")).included).toEqual(["anna", "bob"]);
    expect(await readExpirations(server, "trial")).toEqual({ anna: START + 9 * DAY });
  });

  test("the empty one can be deleted, and the file downloaded", async ({ page, server }) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the file" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("trial-2027-01-15.segment.json");
    await page.getByRole("button", { name: "Delete it" }).click();
    await expect(makeAgain(page)).toBeVisible();
    expect(await isGone(server)).toBe(true);
  });
});

test("everything goes by keyboard", async ({ page, server }) => {
  await page.getByRole("button", { name: "Actions for Trial" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: "Delete segment…" })).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete Trial" });
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await expect(dialog.getByText("What does not come back:")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.keyboard.press("Shift+Tab");
  await expect(
    dialog.getByRole("button", { name: "Download a file of the segment first" }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toBe("trial-2027-01-15.segment.json");
  await page.keyboard.press("Tab");
  await page.keyboard.type("trial");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Trial was made from its file.")).toBeVisible();
  expect((await readSegment(server, "trial")).included).toEqual(["anna", "bob"]);
});

test("a new segment begins from the file of another one", async ({ page, server }) => {
  const dialog = await openDeletion(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download a file of the segment first" }).click(),
  ]);
  const path = await download.path();
  await page.goto(`${PLACE}/segments`);
  await page.getByRole("button", { name: "New segment" }).click();
  const create = page.getByRole("dialog", { name: "New segment" });
  const input = create.getByLabel("File of a segment");
  await input.setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(create.getByRole("alert")).toContainText("This is not a file of a segment");
  await input.setInputFiles(path);
  await expect(create.getByText("1 rule, 4 targets, 1 expiration follow")).toBeVisible();
  await expect(create.getByText("The key is taken. Choose another.")).toBeVisible();
  await create.getByLabel("Name").fill("Trial two");
  await create.getByLabel("Key").fill("trial-2");
  await page.reload();
  await expect(create.getByLabel("Key")).toHaveValue("trial-2");
  await expectAccessible(page);
  await create.getByRole("button", { name: "Create segment" }).click();
  await expect(page.getByText("Trial two was made from its file.")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${PLACE}/segments/trial-2/rules$`));
  const after = await readSegment(server, "trial-2");
  expect(after).toMatchObject({ name: "Trial two", included: ["anna", "bob"], tags: ["spring", "web"] });
  expect(await readExpirations(server, "trial-2")).toEqual({ anna: START + 9 * DAY });
});
