// Drafts: what survives, what a second tab is told, and the list of all of them.
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";
import {
  PLACE,
  changeSegment,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readSegment,
  save,
  showTab,
} from "./segment.ts";

const main = (page: Page) => page.getByRole("main");
const drafts = (page: Page) => page.getByRole("list", { name: "Drafts of this connection" });
const draftRow = (page: Page, text: string | RegExp) =>
  drafts(page).getByRole("listitem").filter({ hasText: text });
const otherTab = (page: Page) => main(page).getByRole("alert").filter({ hasText: "another tab" });

/** Includes a key in the draft. */
async function include(page: Page, key: string) {
  const field = page.getByLabel("Add a key to included");
  await field.fill(key);
  await field.press("Enter");
  await expect(pendingBar(page)).toBeVisible();
}

/** Opens the list by the navigation. */
async function openDrafts(page: Page) {
  await page.getByRole("link", { name: "Drafts", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Drafts");
  await expectSettled(page);
}

/** What the browser keeps under the names of drafts. */
const keptDrafts = (page: Page) =>
  page.evaluate(() =>
    Object.entries(localStorage).filter(([name]) => name.startsWith("segdeck.draft.")),
  );

/** Waits until the draft as it is now is written down. */
const expectKept = (page: Page, text: string) =>
  expect.poll(async () => JSON.stringify(await keptDrafts(page))).toContain(text);

/** A second tab of the same browser. */
async function openTab(context: BrowserContext, page: Page): Promise<Page> {
  const tab = await context.newPage();
  await tab.clock.setFixedTime(await page.evaluate(() => Date.now()));
  return tab;
}

test.describe("a draft", () => {
  test("survives a reload with its comment and the patch that is being written", async ({
    page,
    server,
  }) => {
    await prepareSegment(server, "kept");
    await openSegment(page, "kept", "targets");
    await include(page, "ann");
    const review = await openReview(page);
    await review.getByLabel("Comment").fill("Because Ann asked");
    await expectKept(page, "Because Ann asked");
    await review.getByRole("button", { name: "Keep editing" }).click();
    await showTab(page, "JSON");
    await page.getByRole("textbox", { name: "JSON Patch" }).fill('[{"op": "half');
    await expectKept(page, "half");

    await page.reload();
    await expect(pendingBar(page)).toContainText("1 target included");
    await expect(page.getByText("Draft restored.")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "JSON Patch" })).toHaveValue('[{"op": "half');
    const again = await openReview(page);
    await expect(again.getByLabel("Comment")).toHaveValue("Because Ann asked");
  });

  test("survives a tab that ends without a word", async ({ page, context, server }) => {
    await prepareSegment(server, "crashed");
    const tab = await openTab(context, page);
    await tab.goto(`${PLACE}/segments/crashed/targets`);
    await include(tab, "ann");
    await expectKept(tab, "ann");
    await tab.close({ runBeforeUnload: false });
    await openSegment(page, "crashed", "targets");
    await expect(pendingBar(page)).toContainText("1 target included");
  });

  test("survives the crash of its tab", async ({ page, context, server }) => {
    await prepareSegment(server, "crashed");
    const tab = await openTab(context, page);
    await tab.goto(`${PLACE}/segments/crashed/targets`);
    await include(tab, "ann");
    await expectKept(tab, "ann");
    const crashed = tab.waitForEvent("crash");
    const session = await context.newCDPSession(tab);
    // It never answers.
    session.send("Page.crash").catch(() => undefined);
    await crashed;
    await openSegment(page, "crashed", "targets");
    await expect(pendingBar(page)).toContainText("1 target included");
    // The tab that is gone is not said to have the draft open.
    await expect(page.getByText("This draft is open in another tab too.")).toBeHidden();
  });

  test("belongs to its environment: the segment of the same key in another has none", async ({
    page,
    server,
  }) => {
    await prepareSegment(server, "twice");
    await server.call("POST", "/api/v2/segments/default/test", { key: "twice", name: "Twice" });
    await openSegment(page, "twice", "targets");
    await include(page, "ann");
    await expectKept(page, "ann");
    await page.goto("/p/default/test/segments/twice/targets");
    await expectSettled(page);
    await expect(page.getByText("No user is included.")).toBeVisible();
    await expect(pendingBar(page)).toBeHidden();
    await include(page, "bob");
    await openDrafts(page);
    await expect(draftRow(page, "in default / production")).toContainText("1 target included");
    await expect(draftRow(page, "in default / test")).toContainText("1 target included");
    await draftRow(page, "in default / production").getByRole("button", { name: "Resume" }).click();
    await expect(page.getByText("ann", { exact: true })).toBeVisible();
    await expect(page.getByText("bob", { exact: true })).toBeHidden();
  });

  test("that was edited a moment ago is written down when its tab is left", async ({
    page,
    server,
  }) => {
    await prepareSegment(server, "quick");
    await openSegment(page, "quick", "targets");
    await include(page, "ann");
    await page.goto("/connection");
    await openSegment(page, "quick", "targets");
    await expect(pendingBar(page)).toContainText("1 target included");
  });

  test("is gone once it is saved", async ({ page, server }) => {
    await prepareSegment(server, "saved");
    await openSegment(page, "saved", "targets");
    await include(page, "ann");
    await expectKept(page, "ann");
    await save(page);
    await expect.poll(() => keptDrafts(page)).toEqual([]);
  });
});

test.describe("a second tab", () => {
  test("is told, and takes the other draft; its own is put aside", async ({
    page,
    context,
    server,
  }) => {
    await prepareSegment(server, "shared");
    await openSegment(page, "shared", "targets");
    const second = await openTab(context, page);
    await second.goto(`${PLACE}/segments/shared/targets`);
    await expectSettled(second);

    await include(page, "first-key");
    await expectKept(page, "first-key");
    await expect(otherTab(second)).toContainText("This segment is edited in another tab.");
    await expect(page.getByText("This draft is open in another tab too.")).toBeVisible();

    // It is edited all the same: neither writes over the other.
    await include(second, "second-key");
    await expect(otherTab(second)).toContainText("edited in another tab as well");
    await expectKept(second, "second-key");
    await expectKept(second, "first-key");
    await expectAccessible(second);

    await second.getByRole("button", { name: "Take the other draft" }).click();
    await expect(second.getByText("first-key", { exact: true })).toBeVisible();
    await expect(second.getByText("second-key", { exact: true })).toBeHidden();
    await expect(otherTab(second)).toBeHidden();
    await openDrafts(second);
    await expect(draftRow(second, "Put aside")).toContainText("Of another tab,");
    await expect(drafts(second).getByRole("listitem")).toHaveCount(2);

    // And it comes back in the other one's place.
    await draftRow(second, "Put aside").getByRole("button", { name: "Resume" }).click();
    await expect(second.getByText("second-key", { exact: true })).toBeVisible();
    await expect(otherTab(page)).toContainText("edited further in another tab");
  });

  test("keeps its own, and the other one is told in turn", async ({ page, context, server }) => {
    await prepareSegment(server, "shared");
    await openSegment(page, "shared", "targets");
    const second = await openTab(context, page);
    await second.goto(`${PLACE}/segments/shared/targets`);
    await expectSettled(second);
    await include(page, "first-key");
    await expectKept(page, "first-key");
    await include(second, "second-key");
    await second.getByRole("button", { name: "Keep this one" }).click();
    await expect(otherTab(second)).toBeHidden();
    await expect(second.getByText("The draft of the other tab is put aside in Drafts.")).toBeVisible();
    await expect(otherTab(page)).toContainText("edited further in another tab");
    await expect(page.getByText("first-key", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Take the other draft" }).click();
    await expect(page.getByText("second-key", { exact: true })).toBeVisible();

    // What was put aside can be let go from where it is told.
    await second.getByRole("button", { name: "Discard it" }).click();
    await expect.poll(async () => (await keptDrafts(page)).length).toBe(1);
  });

  test("is told when the draft was saved in the other one", async ({ page, context, server }) => {
    await prepareSegment(server, "shared");
    await openSegment(page, "shared", "targets");
    await include(page, "ann");
    await expectKept(page, "ann");
    const second = await openTab(context, page);
    await second.goto(`${PLACE}/segments/shared/targets`);
    await expect(second.getByText("This draft is open in another tab too.")).toBeVisible();
    await save(page);
    await expect(otherTab(second)).toContainText("saved or discarded in another tab");
    await second.getByRole("button", { name: "Let it go here too" }).click();
    await expect(pendingBar(second)).toBeHidden();
    expect((await readSegment(server, "shared")).included).toEqual(["ann"]);
    await second.close();
  });
});

test.describe("the list", () => {
  test("names drafts, and lets them be renamed, resumed and discarded", async ({
    page,
    server,
  }) => {
    await prepareSegment(server, "listed");
    await prepareSegment(server, "renamed");
    await openSegment(page, "listed", "targets");
    await include(page, "ann");
    await include(page, "bob");
    await openSegment(page, "renamed", "targets");
    await include(page, "cid");
    await openDrafts(page);
    await expect(drafts(page).getByRole("listitem")).toHaveCount(2);
    await expect(draftRow(page, "2 targets included")).toContainText(
      "Listed listed in default / production · 1 change to v1",
    );
    await expectAccessible(page);

    const row = draftRow(page, "1 target included");
    await row.getByRole("button", { name: /^Rename/ }).click();
    const dialog = page.getByRole("dialog", { name: /^Rename/ });
    await dialog.getByLabel("Name").fill("Launch in May");
    await dialog.getByRole("button", { name: "Rename draft" }).click();
    await expect(draftRow(page, "Launch in May")).toContainText("1 target included");
    await page.reload();
    await expect(draftRow(page, "Launch in May")).toBeVisible();

    await draftRow(page, "Launch in May").getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Renamed");
    await expect(page.getByText("cid", { exact: true })).toBeVisible();
    // Editing on keeps the name.
    await include(page, "dan");
    await openDrafts(page);
    await expect(draftRow(page, "Launch in May")).toContainText("2 targets included");

    await draftRow(page, "Launch in May").getByRole("button", { name: /^Discard/ }).click();
    await expect(draftRow(page, "Launch in May")).toBeHidden();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(draftRow(page, "Launch in May")).toBeVisible();
    await draftRow(page, "Launch in May").getByRole("button", { name: /^Discard/ }).click();
    await draftRow(page, "2 targets included").getByRole("button", { name: /^Discard/ }).click();
    await expect(main(page)).toContainText("No draft on this computer.");
    expect(await keptDrafts(page)).toEqual([]);
  });

  test.describe("where not all is as it was", () => {
    test.use({ expectedErrors: /status of 404/ });

    test("tells of a segment that changed or is gone", async ({ page, server }) => {
      for (const key of ["changed", "deleted"]) {
        await prepareSegment(server, key);
        await openSegment(page, key, "targets");
        await include(page, "ann");
      }
      await page.getByRole("link", { name: "Connection", exact: true }).click();
      await changeSegment(server, "changed", [{ op: "replace", path: "/name", value: "Other" }]);
      await server.call("DELETE", "/api/v2/segments/default/production/deleted");
      await page.getByText("All drafts").click();
      await expectSettled(page);
      await expect(draftRow(page, "changed")).toContainText("Segment is v2 now");

      const gone = draftRow(page, "Segment deleted");
      const download = page.waitForEvent("download");
      await gone.getByRole("button", { name: /^Download/ }).click();
      const file = await (await download).path();
      expect(JSON.parse(await readFile(file, "utf8")).base.key).toBe("deleted");
      await gone.getByRole("button", { name: /^Discard/ }).click();
      await expect(gone).toBeHidden();
    });

    test("resumes that of a deleted segment, which is made again from it", async ({
      page,
      server,
    }) => {
      await prepareSegment(server, "deleted", [{ op: "add", path: "/included", value: ["old"] }]);
      await openSegment(page, "deleted", "targets");
      await include(page, "ann");
      await openDrafts(page);
      await server.call("DELETE", "/api/v2/segments/default/production/deleted");
      await page.reload();
      await draftRow(page, "Segment deleted").getByRole("button", { name: "Resume" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deleted");
      await expect(main(page).getByRole("alert")).toContainText("was deleted on the server");
      await expect(main(page)).toContainText("Your edits of v2, not saved: 1 target included.");
      await expect(main(page)).toContainText("With them it has 0 rules, 2 targets included");
      await expectAccessible(page);
      // A look at it is no step: the draft is still listed.
      await page.getByRole("link", { name: "All drafts" }).click();
      await draftRow(page, "Segment deleted").getByRole("button", { name: "Resume" }).click();
      await page.reload();
      await main(page).getByRole("button", { name: "Create it again" }).focus();
      await page.keyboard.press("Enter");
      await expect(pendingBar(page)).toContainText("2 targets included");
      await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
      // Cut off here, nothing is lost either.
      await page.reload();
      await expect(pendingBar(page)).toContainText("2 targets included");
      await save(page);
      const saved = await readSegment(server, "deleted");
      expect(new Set(saved.included as string[])).toEqual(new Set(["old", "ann"]));
    });
  });

  test("has what is damaged, which nothing is written over", async ({ page, server }) => {
    await prepareSegment(server, "broken");
    await openSegment(page, "broken", "targets");
    await include(page, "ann");
    await openDrafts(page);
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage).filter((name) => name.endsWith("/broken"))) {
        localStorage.setItem(name, '{"base": {"key": "broken"');
      }
    });
    await openSegment(page, "broken", "targets");
    await expect(page.getByText(/could not be read/)).toBeVisible();
    await include(page, "bob");
    await openDrafts(page);
    await expect(drafts(page).getByRole("listitem")).toHaveCount(2);
    const damaged = draftRow(page, "Draft of broken");
    await expect(damaged).toContainText("Damaged");
    await expect(damaged.getByRole("button", { name: "Resume" })).toHaveAccessibleDescription(
      /damaged/,
    );
    const download = page.waitForEvent("download");
    await damaged.getByRole("button", { name: /^Download/ }).click();
    const file = await (await download).path();
    expect(await readFile(file, "utf8")).toBe('{"base": {"key": "broken"');
    await damaged.getByRole("button", { name: /^Discard/ }).click();
    await expect(drafts(page).getByRole("listitem")).toHaveCount(1);
  });

  test("has focus near what was removed, even while the page takes focus", async ({
    page,
    server,
  }) => {
    await prepareSegment(server, "hasty");
    await openSegment(page, "hasty", "targets");
    await include(page, "ann");
    await page.getByRole("link", { name: "Drafts", exact: true }).focus();
    await page.keyboard.press("Enter");
    await draftRow(page, "1 target included")
      .getByRole("button", { name: /^Discard/ })
      .evaluate((button: HTMLElement) => {
        button.focus();
        button.click();
        // So long that whatever the page was waiting for comes first.
        const end = performance.now() + 150;
        while (performance.now() < end);
      });
    await expect(main(page).getByRole("link", { name: "All segments" })).toBeFocused();
  });

  test("is used by the keyboard alone", async ({ page, server }) => {
    await prepareSegment(server, "typed");
    await openSegment(page, "typed", "targets");
    await include(page, "ann");
    await page.getByRole("link", { name: "Drafts", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect(draftRow(page, "1 target included")).toBeVisible();
    await draftRow(page, "1 target included").getByRole("button", { name: "Resume" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("By hand");
    await page.keyboard.press("Enter");
    await expect(draftRow(page, "By hand")).toBeVisible();
    await draftRow(page, "By hand").getByRole("button", { name: "Resume" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await expect(page.getByText("ann", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Drafts", exact: true }).focus();
    await page.keyboard.press("Enter");
    await draftRow(page, "By hand").getByRole("button", { name: /^Discard/ }).focus();
    await page.keyboard.press("Enter");
    await expect(main(page)).toContainText("No draft on this computer.");
    // Focus stays near what it was on.
    await expect(main(page).getByRole("link", { name: "All segments" })).toBeFocused();
  });
});
