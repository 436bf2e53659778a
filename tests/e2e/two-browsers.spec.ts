// Two browsers edit one segment: nothing that one saved is written over by the other unseen.
import type { Page } from "@playwright/test";
import { expect, expectSettled, test as base } from "./fixtures.ts";
import { CASES, choose, decision, edit, rebase, rebaseAndSave, section } from "./conflicts.ts";
import {
  DAY,
  changeSegment,
  openFreshReview,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readExpirations,
  readSegment,
  reviewDialog,
  save,
  scheduleExpirations,
} from "./segment.ts";

const START = Date.UTC(2027, 0, 15, 8, 0);

const test = base.extend<{ other: Page }>({
  /** A page in another browser, which shares nothing with the first but the server. */
  other: async ({ browser, server }, use) => {
    const context = await browser.newContext({
      baseURL: server.url,
      reducedMotion: "reduce",
      timezoneId: "Europe/Berlin",
    });
    const other = await context.newPage();
    await other.clock.setFixedTime(await server.time());
    await use(other);
    await context.close();
  },
});

test("the second one to save sees what the first one saved", async ({ page, other, server }) => {
  await prepareSegment(server, "shared", [{ op: "add", path: "/included", value: ["anna"] }]);
  for (const editor of [page, other]) await openSegment(editor, "shared", "targets");
  for (const [editor, key] of [
    [page, "bob"],
    [other, "carla"],
  ] as const) {
    const field = editor.getByLabel("Add a key to included");
    await field.fill(key);
    await field.press("Enter");
  }
  await save(page);
  const dialog = await openReview(other);
  await expect(section(dialog, "New in v3")).toContainText("bob");
  await rebaseAndSave(other);
  const saved = await readSegment(server, "shared");
  expect(saved.included.toSorted()).toEqual(["anna", "bob", "carla"]);
  expect(saved.version).toBe(4);
});

for (const met of CASES) {
  test(`they meet in ${met.what}`, async ({ page, other, server, sent }) => {
    const { version } = await prepareSegment(server, "shared", [
      { op: "replace", path: "/name", value: "Met" },
      ...met.base,
    ]);
    for (const editor of [page, other]) await openSegment(editor, "shared", "json");
    await edit(page, [...met.mine, { op: "add", path: "/tags/-", value: "mine" }]);
    await edit(other, met.theirs);
    await save(other);
    const dialog = await openReview(page);
    const conflict = decision(dialog, met.conflict);
    for (const text of met.sides) await expect(conflict).toContainText(text);
    await expect(rebase(dialog)).toHaveAttribute("aria-disabled", "true");
    await choose(dialog, met.conflict, met.bothGives === undefined ? "Yours" : "Both");
    expect(sent.filter(({ method }) => method === "PATCH")).toHaveLength(0);
    await rebaseAndSave(page);
    const saved = await readSegment(server, "shared");
    expect(met.pick(saved)).toEqual(met.bothGives ?? met.mineGives);
    expect(saved.tags).toEqual(["mine"]);
    expect(saved.version).toBe(version + 2);
  });
}

test("they meet in when one target leaves", async ({ page, other, server, setTime }) => {
  await setTime(START);
  await other.clock.setFixedTime(START);
  await prepareSegment(server, "trial", [{ op: "add", path: "/included", value: ["anna"] }]);
  await scheduleExpirations(server, "trial", { anna: START + 2 * DAY });
  for (const [editor, later] of [
    [page, "+30d"],
    [other, "+7d"],
  ] as const) {
    await openSegment(editor, "trial", "expirations");
    await editor.getByRole("button", { name: "Change when anna expires" }).click();
    const date = editor.getByRole("dialog", { name: "When anna expires" });
    await date.getByRole("button", { name: later }).click();
    await date.getByRole("button", { name: "Set expiration" }).click();
  }
  await save(other);
  const dialog = await openReview(page);
  const conflict = decision(dialog, "anna user included, when it leaves");
  await expect(conflict).toContainText("leaves 24 Jan 2027, 09:00");
  await expect(conflict).toContainText("leaves 16 Feb 2027, 09:00");
  await choose(dialog, /^anna/, "Yours");
  await rebaseAndSave(page);
  expect(await readExpirations(server, "trial")).toEqual({ anna: START + 32 * DAY });
});

test("one saves while the other only edits: the other is told by itself", async ({
  page,
  other,
  server,
  setTime,
}) => {
  await prepareSegment(server, "shared");
  for (const editor of [page, other]) await openSegment(editor, "shared", "json");
  await edit(page, [{ op: "replace", path: "/name", value: "Mine" }]);
  await edit(other, [{ op: "replace", path: "/name", value: "Theirs" }]);
  await save(other);
  await setTime((await server.time()) + 60_000);
  const told = page.getByRole("main").getByRole("status").filter({ hasText: "v2" });
  await expect(told).toContainText("changed on the server while you were editing");
  await told.getByRole("button", { name: "Look at it" }).click();
  await choose(reviewDialog(page), "Name", /^Theirs/);
  await expect(pendingBar(page)).toContainText("1 change");
});

test.describe("between the last look and the patch", () => {
  test.use({ expectedErrors: /status of 409/ });

  test("one saves: the test of the version refuses the other's patch", async ({
    page,
    server,
    sent,
  }) => {
    await prepareSegment(server, "shared");
    await openSegment(page, "shared", "json");
    await edit(page, [{ op: "replace", path: "/name", value: "Mine" }]);
    const dialog = await openFreshReview(page, sent);
    let isFirst = true;
    await page.route("**/segments/default/production/shared", async (route) => {
      if (isFirst && route.request().method() === "PATCH") {
        isFirst = false;
        await changeSegment(server, "shared", [{ op: "replace", path: "/name", value: "Theirs" }]);
      }
      await route.continue();
    });
    await pressSave(dialog);
    await expect(decision(dialog, "Name")).toContainText("Theirs");
    expect((await readSegment(server, "shared")).name).toBe("Theirs");
    await expect(section(dialog, "Needs your decision").getByRole("listitem")).toHaveCount(1);
    await choose(dialog, "Name", "Yours");
    await rebaseAndSave(page);
    await expectSettled(page);
    const saved = await readSegment(server, "shared");
    expect([saved.name, saved.version]).toEqual(["Mine", 3]);
  });
});
