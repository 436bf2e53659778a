// What goes wrong between the page and its server: the draft is kept, and nothing is sent twice.
import type { Locator, Page } from "@playwright/test";
import { type SentRequest, expect, expectSettled, test } from "./fixtures.ts";
import { READER_TOKEN, type Fault, type Server } from "./server.ts";
import {
  PLACE,
  changeSegment,
  openFreshReview,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readSegment,
  pressSave,
  saveButton,
} from "./segment.ts";

const onSave = (effect: Fault["effect"]): Fault => ({ operation: "patchSegment", effect });

/** Opens the targets of a segment of version 2 and includes bob in the draft. */
async function edit(page: Page, server: Server) {
  await prepareSegment(server, "fragile", [{ op: "add", path: "/included", value: ["anna"] }]);
  await openSegment(page, "fragile", "targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("bob");
  await field.press("Enter");
  await expect(pendingBar(page)).toContainText("1 target included");
}

const trySave = async (page: Page): Promise<Locator> => {
  const dialog = await openReview(page);
  await pressSave(dialog);
  return dialog;
};

const patches = (sent: SentRequest[]) => sent.filter(({ method }) => method === "PATCH").length;

test.use({ serverOptions: { faults: [] } });

test.describe("a save that the server answers with an error", () => {
  test.use({ expectedErrors: /status of 500/ });

  test("keeps the draft, says why, and can be tried again", async ({ page, server, sent }) => {
    await edit(page, server);
    await server.setFaults([
      onSave({ kind: "status", status: 500, code: "internal_error", message: "The disk is full." }),
    ]);
    const dialog = await trySave(page);
    await expect(dialog.getByRole("alert")).toContainText("Nothing was saved. Your draft is kept.");
    await expect(dialog.getByRole("alert")).toContainText("The disk is full.");
    await expect(dialog.getByRole("alert")).toContainText("500 internal_error");
    expect(patches(sent)).toBe(1);
    expect((await readSegment(server, "fragile")).version).toBe(2);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(pendingBar(page)).toContainText("1 target included");
    await server.setFaults([]);
    await expect(await trySave(page)).toBeHidden();
    expect((await readSegment(server, "fragile")).included).toEqual(["anna", "bob"]);
  });
});

test("a segment that changed while the review was open is not written over", async ({
  page,
  server,
  sent,
}) => {
  await edit(page, server);
  const dialog = await openFreshReview(page, sent);
  await changeSegment(server, "fragile", [{ op: "replace", path: "/name", value: "Theirs" }]);
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText(
    "This segment changed on the server while you were editing.",
  );
  await expect(saveButton(dialog)).toBeHidden();
  expect(patches(sent)).toBe(0);
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  await expect(pendingBar(page)).toContainText("1 target included");
  expect((await readSegment(server, "fragile")).included).toEqual(["anna"]);
});

test.describe("a 409 to the patch itself", () => {
  test.use({ expectedErrors: /status of 409/ });

  test("keeps the draft and tells the server's reason", async ({ page, server }) => {
    await edit(page, server);
    await server.setFaults([
      onSave({ kind: "status", status: 409, code: "conflict", message: "Another change runs." }),
    ]);
    const dialog = await trySave(page);
    await expect(dialog.getByRole("alert")).toContainText("Another change runs.");
    await expect(dialog.getByRole("alert")).toContainText("Your draft is kept.");
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(pendingBar(page)).toContainText("1 target included");
    expect((await readSegment(server, "fragile")).version).toBe(2);
  });
});

test.describe("a connection that drops", () => {
  test.use({ expectedErrors: /net::ERR_/ });

  test("before the change: nothing is saved, and the draft is kept", async ({
    page,
    server,
    sent,
  }) => {
    await edit(page, server);
    await server.setFaults([onSave({ kind: "dropBefore" })]);
    const dialog = await trySave(page);
    await expect(dialog.getByRole("alert")).toContainText("Your draft is kept.");
    expect(patches(sent)).toBe(1);
    expect((await readSegment(server, "fragile")).version).toBe(2);
    await server.setFaults([]);
    await pressSave(dialog);
    await expect(dialog).toBeHidden();
    const saved = await readSegment(server, "fragile");
    expect(saved.version).toBe(3);
    expect(saved.included).toEqual(["anna", "bob"]);
  });

  test("after the change: it looks, sees it done, and sends nothing twice", async ({
    page,
    server,
    sent,
  }) => {
    await edit(page, server);
    await server.setFaults([onSave({ kind: "dropAfter" })]);
    await expect(await trySave(page)).toBeHidden();
    await expect(page.getByText("Saved v3.")).toBeVisible();
    await expect(pendingBar(page)).toBeHidden();
    expect(patches(sent)).toBe(1);
    const saved = await readSegment(server, "fragile");
    expect(saved.version).toBe(3);
    expect(saved.included).toEqual(["anna", "bob"]);
  });

  test("in the middle of the answer: it looks, and sends nothing twice", async ({
    page,
    server,
    sent,
  }) => {
    await edit(page, server);
    await server.setFaults([onSave({ kind: "truncate", bytes: 40 })]);
    await expect(await trySave(page)).toBeHidden();
    await expect(page.getByText("Saved v3.")).toBeVisible();
    expect(patches(sent)).toBe(1);
    expect((await readSegment(server, "fragile")).version).toBe(3);
  });

  test("for good: it is not known whether it was saved, and that is said", async ({
    page,
    server,
    sent,
  }) => {
    await edit(page, server);
    const dialog = await openFreshReview(page, sent);
    // The look before the save goes through; those after it do not.
    await server.setFaults([
      onSave({ kind: "dropAfter" }),
      ...Array.from({ length: 40 }, (_, index): Fault => {
        return { operation: "getSegment", nth: index + 2, effect: { kind: "dropBefore" } };
      }),
    ]);
    await pressSave(dialog);
    await expect(dialog.getByRole("alert")).toContainText(
      "It is not known whether this was saved. Your draft is kept and nothing is sent twice.",
      { timeout: 30_000 },
    );
    expect(patches(sent)).toBe(1);
    await server.setFaults([]);
    const told = expect(page.getByText("v3 has all your changes already.")).toBeVisible();
    // The page also looks by itself, every so often: then there are no buttons any more.
    const keep = dialog.getByRole("button", { name: "Keep editing" });
    await keep.click({ timeout: 5_000 }).catch(() => undefined);
    const again = pendingBar(page).getByRole("button", { name: "Review & save" });
    await again.click({ timeout: 5_000 }).catch(() => undefined);
    await told;
    await expect(pendingBar(page)).toBeHidden();
    expect(patches(sent)).toBe(1);
    expect((await readSegment(server, "fragile")).version).toBe(3);
  });
});

test("a slow answer shows its progress and cannot be sent twice", async ({
  page,
  server,
  sent,
}) => {
  await edit(page, server);
  await server.setFaults([onSave({ kind: "delay", milliseconds: 2_000 })]);
  const dialog = await trySave(page);
  await expect(dialog.getByText("Saving the segment")).toBeVisible();
  await expect(saveButton(dialog)).toHaveAttribute("aria-busy", "true");
  await pressSave(dialog);
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  expect(patches(sent)).toBe(1);
  expect((await readSegment(server, "fragile")).version).toBe(3);
});

test.describe("a token", () => {
  test.describe("that is refused", () => {
    test.use({ expectedErrors: /status of 40[13]/ });

    test("is told in a strip; another one may be given, and may lack the right", async ({
      page,
      server,
      connection,
    }) => {
      await edit(page, server);
      await server.setFaults([
        { effect: { kind: "status", status: 401, code: "unauthorized", message: "Expired." } },
      ]);
      const dialog = await trySave(page);
      await expect(dialog.getByRole("alert")).toContainText("Expired.");
      await dialog.getByRole("button", { name: "Keep editing" }).click();
      await expect(page.getByText("The access token was refused.", { exact: true })).toBeVisible();
      await page.getByRole("link", { name: "Open Connection" }).click();
      if (connection === "local-server") {
        await page.getByLabel("Access token", { exact: true }).fill(READER_TOKEN);
        await server.setFaults([]);
        await page.getByRole("button", { name: "Connect", exact: true }).click();
      } else {
        await server.setFaults([]);
        await page.getByLabel("Your role").selectOption({ label: "Reader: changes nothing" });
      }
      await page.getByRole("button", { name: "Test connection" }).click();
      await expect(page.getByText("Projects readable")).toBeVisible();
      await expect(page.getByText("The access token was refused.", { exact: true })).toBeHidden();

      await page.getByRole("link", { name: "Segdeck" }).click();
      await page.getByRole("link", { name: "Fragile" }).click();
      await expect(pendingBar(page)).toContainText("1 target included");
      await expect(page.getByText("Read-only", { exact: true })).toBeVisible();
      const told = await openReview(page);
      await expect(saveButton(told)).toHaveAttribute("aria-disabled", "true");
      await expect(saveButton(told)).toHaveAccessibleDescription(/role Reader/);
      await told.getByRole("button", { name: "Copy patch" }).click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain("/included");
      await told.getByRole("button", { name: "Keep editing" }).click();
      await expect(pendingBar(page)).toContainText("1 target included");
      expect((await readSegment(server, "fragile")).version).toBe(2);
    });
  });
});

test.describe("a right that is missing by surprise", () => {
  test.use({ expectedErrors: /status of 403/ });

  test("is told when saving, and the draft is kept", async ({ page, server }) => {
    await edit(page, server);
    await server.setFaults([
      onSave({ kind: "status", status: 403, code: "forbidden", message: "Not you." }),
    ]);
    const refused = await trySave(page);
    await expect(refused.getByRole("alert")).toContainText("The access token may not do this.");
    await expect(refused.getByRole("alert")).toContainText("403");
    await refused.getByRole("button", { name: "Keep editing" }).click();
    await expect(pendingBar(page)).toContainText("1 target included");
    expect((await readSegment(server, "fragile")).version).toBe(2);
  });
});

test("a reload in the middle keeps the draft", async ({ page, server }) => {
  await edit(page, server);
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).join(" ")))
    .toContain("fragile");
  await page.reload();
  await expectSettled(page);
  await expect(page.getByText("Draft restored.")).toBeVisible();
  await expect(pendingBar(page)).toContainText("1 target included");
  await expect(page.getByRole("grid", { name: "Included user keys" })).toContainText("bob");
});

test.describe("a server that goes away", () => {
  test.use({
    serverOptions: { faults: [], keepsData: true },
    expectedErrors: /net::ERR_|Failed to fetch/,
  });

  test("is told in a strip, and the page goes on by itself when it is back", async ({
    page,
    server,
    sent,
  }) => {
    await edit(page, server);
    const dialog = await openFreshReview(page, sent);
    await server.down();
    await pressSave(dialog);
    await expect(dialog.getByRole("alert")).toContainText("Your draft is kept.");
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    const strip = page.getByText(/^Offline\. Showing data from \d\d:\d\d\. Your drafts are safe\.$/);
    await expect(strip).toBeVisible();
    await expect(page.getByRole("link", { name: "Connection: Offline" })).toBeVisible();
    await page.keyboard.press("Control+s");
    const save = page.getByRole("button", { name: /^Save to/ });
    await expect(save).toHaveAttribute("aria-disabled", "true");
    await expect(save).toHaveAccessibleDescription(/^Offline: the draft is kept/);
    await page.getByRole("button", { name: "Keep editing" }).click();
    await server.up();
    await expect(strip).toBeHidden();
    await expect(pendingBar(page)).toContainText("1 target included");
    await expect(await trySave(page)).toBeHidden();
    expect((await readSegment(server, "fragile")).included).toEqual(["anna", "bob"]);
  });
});

test.describe("a first visit", () => {
  test.use({ expectedErrors: /status of 503/ });

  test("to a failing server says so, and Retry loads the list", async ({ page, server }) => {
    await prepareSegment(server, "fragile");
    await server.setFaults([
      { operation: "getSegments", effect: { kind: "status", status: 503, message: "Overloaded." } },
    ]);
    await page.goto(`${PLACE}/segments`);
    const told = page.getByRole("main").getByRole("alert");
    await expect(told).toContainText("The segments could not be loaded.", { timeout: 30_000 });
    await expect(told).toContainText("Overloaded.");
    await server.setFaults([]);
    await told.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByRole("link", { name: "Fragile" })).toBeVisible();
  });
});
