// Two people edit one segment: what both changed is decided one by one, nothing is saved unseen.
import type { Locator, Page } from "@playwright/test";
import { type SentRequest, expect, expectAccessible, expectSettled, test } from "./fixtures.ts";
import {
  CASES,
  THREE,
  choose,
  decision,
  edit,
  names,
  rebase,
  rebaseAndSave,
  section,
} from "./conflicts.ts";
import type { Server } from "./server.ts";
import {
  DAY,
  changeSegment,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readExpirations,
  readSegment,
  reviewDialog,
  ruleOf,
  save,
  saveButton,
  scheduleExpirations,
} from "./segment.ts";

/** Somebody sets, moves or (with no date) cancels the expiration of an included user. */
async function changeDate(server: Server, key: string, contextKey: string, value?: number) {
  const target = { contextKind: "user", contextKey, targetType: "included" };
  const kind = value === undefined ? "removeExpiringTarget" : "updateExpiringTarget";
  const path = `/api/v2/segments/default/${key}/expiring-targets/production`;
  const type = "application/json; domain-model=launchdarkly.semanticpatch";
  await server.call("PATCH", path, { instructions: [{ kind, value, ...target }] }, { type });
}

const banner = (page: Page) =>
  page
    .getByRole("main")
    .getByRole("status")
    .filter({ hasText: "changed on the server while you were editing." });

const patches = (sent: SentRequest[]) => sent.filter(({ method }) => method === "PATCH").length;

for (const met of CASES) {
  test(`${met.what}: theirs or mine, whichever is chosen, is what is saved`, async ({
    page,
    server,
    sent,
  }) => {
    const sides: [string | RegExp, unknown][] = [
      [/^Theirs/, met.theirsGives],
      ["Yours", met.mineGives],
    ];
    if (met.bothGives !== undefined) sides.push(["Both", met.bothGives]);
    for (const [index, [side, expected]] of sides.entries()) {
      await test.step(String(side), async () => {
        const key = `met-${index}`;
        const { version } = await prepareSegment(server, key, [
          { op: "replace", path: "/name", value: "Met" },
          ...met.base,
        ]);
        await openSegment(page, key, "json");
        // Something that meets nothing, so that there is a change whatever is chosen.
        await edit(page, [...met.mine, { op: "add", path: "/tags/-", value: "mine" }]);
        await changeSegment(server, key, met.theirs);
        const before = patches(sent);
        const dialog = await openReview(page);
        await expect(section(dialog, "Needs your decision").getByRole("listitem")).not.toHaveCount(0);
        const conflict = decision(dialog, met.conflict);
        for (const text of met.sides) await expect(conflict).toContainText(text);
        await expect(conflict.getByRole("radio")).toHaveCount(sides.length);
        await expect(rebase(dialog)).toHaveAttribute("aria-disabled", "true");
        await expect(rebase(dialog)).toHaveAccessibleDescription(
          "1 conflict needs your decision first.",
        );
        await choose(dialog, met.conflict, side);
        expect(patches(sent)).toBe(before);
        await rebaseAndSave(page);
        const saved = await readSegment(server, key);
        expect(saved.tags).toEqual(["mine"]);
        expect(met.pick(saved)).toEqual(expected);
        expect(saved.version).toBe(version + 2);
      });
    }
  });
}

test.describe("dates of one target", () => {
  const START = Date.UTC(2027, 0, 15, 8, 0);

  for (const [side, days] of [
    [/^Theirs/, 5],
    ["Yours", 9],
  ] as const) {
    test(`that both moved: ${side}`, async ({ page, server, setTime }) => {
      await setTime(START);
      await prepareSegment(server, "trial", [
        { op: "add", path: "/included", value: ["anna", "bob"] },
      ]);
      await scheduleExpirations(server, "trial", { anna: START + 2 * DAY });
      await openSegment(page, "trial", "expirations");
      await page.getByRole("button", { name: "Change when anna expires" }).click();
      const date = page.getByRole("dialog", { name: "When anna expires" });
      await date.getByRole("button", { name: "+7d" }).click();
      await date.getByRole("button", { name: "Set expiration" }).click();
      await edit(page, [{ op: "add", path: "/tags/-", value: "mine" }]);
      await changeDate(server, "trial", "anna", START + 5 * DAY);
      const dialog = await openReview(page);
      await expect(dialog.getByRole("alert")).toContainText(
        "The expirations of this segment changed on the server",
      );
      const conflict = decision(dialog, "anna user included, when it leaves");
      await expect(conflict).toContainText("leaves 17 Jan 2027, 09:00");
      await expect(conflict).toContainText("leaves 20 Jan 2027, 09:00");
      await expect(conflict).toContainText("leaves 24 Jan 2027, 09:00");
      await choose(dialog, /^anna/, side);
      await rebaseAndSave(page);
      expect(await readExpirations(server, "trial")).toEqual({ anna: START + days * DAY });
    });
  }

  test("that has left its list: the date goes along, and that is said", async ({
    page,
    server,
    setTime,
  }) => {
    await setTime(START);
    await prepareSegment(server, "trial", [
      { op: "add", path: "/included", value: ["anna", "bob"] },
    ]);
    await scheduleExpirations(server, "trial", { anna: START + 2 * DAY });
    await openSegment(page, "trial", "expirations");
    await page.getByRole("button", { name: "Change when anna expires" }).click();
    const date = page.getByRole("dialog", { name: "When anna expires" });
    await date.getByRole("button", { name: "+7d" }).click();
    await date.getByRole("button", { name: "Set expiration" }).click();
    await edit(page, [{ op: "add", path: "/tags/-", value: "mine" }]);
    await changeSegment(server, "trial", [{ op: "replace", path: "/included", value: ["bob"] }]);
    const dialog = await openReview(page);
    await expect(section(dialog, "Goes with its target")).toContainText(
      "anna user is no longer included",
    );
    await rebaseAndSave(page);
    expect((await readSegment(server, "trial")).included).toEqual(["bob"]);
    expect(await readExpirations(server, "trial")).toEqual({});
  });
});

test("changes of different things are put together, and shown before they are saved", async ({
  page,
  server,
}) => {
  await prepareSegment(server, "apart", [
    { op: "add", path: "/included", value: ["anna", "bob"] },
    { op: "add", path: "/tags", value: ["old", "gone"] },
    ...THREE,
  ]);
  await openSegment(page, "apart", "json");
  await edit(page, [
    { op: "replace", path: "/tags", value: ["old", "gone", "mine"] },
    { op: "add", path: "/included/-", value: "carla" },
    { op: "add", path: "/rules/0/clauses/0/values/-", value: "AT" },
    { op: "remove", path: "/rules/2" },
  ]);
  await changeSegment(server, "apart", [
    { op: "replace", path: "/name", value: "Renamed" },
    { op: "replace", path: "/tags", value: ["old", "theirs"] },
    { op: "replace", path: "/included", value: ["bob", "dora"] },
    { op: "add", path: "/rules/0/clauses/0/values/-", value: "CH" },
    { op: "add", path: "/rules/-", value: ruleOf("plan", ["pro"], "Four") },
  ]);
  const dialog = await openReview(page);
  await expect(dialog.getByRole("alert")).toContainText("Nothing is in conflict");
  await expect(section(dialog, "Needs your decision")).toBeHidden();
  await expect(section(dialog, "Your other changes").getByText("applies")).toHaveCount(4);
  await expect(section(dialog, "New in v3")).toContainText("Renamed");
  await expect(section(dialog, "New in v3")).toContainText("dora");
  await expect(section(dialog, "New in v3")).toContainText("Four");
  await rebase(dialog).click();
  // The change once more, now from their version.
  const targets = section(dialog, "Targets");
  await expect(targets).toContainText("carla");
  await expect(targets).not.toContainText("dora");
  await expect(dialog).toContainText("Your draft started from v3");
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const saved = await readSegment(server, "apart");
  expect(saved.name).toBe("Renamed");
  expect(saved.tags.toSorted()).toEqual(["mine", "old", "theirs"]);
  expect(saved.included.toSorted()).toEqual(["bob", "carla", "dora"]);
  expect(names(saved)).toEqual(["One", "Two", "Four"]);
  expect(saved.rules[0].clauses[0].values.toSorted()).toEqual(["AT", "CH", "DE"]);
  expect(saved.version).toBe(4);
});

test("a version that came after the decisions is looked at in turn", async ({ page, server }) => {
  await prepareSegment(server, "again", []);
  await openSegment(page, "again", "json");
  await edit(page, [
    { op: "replace", path: "/name", value: "Mine" },
    { op: "add", path: "/description", value: "Mine too" },
  ]);
  await changeSegment(server, "again", [
    { op: "replace", path: "/name", value: "Theirs" },
    { op: "add", path: "/description", value: "Theirs too" },
  ]);
  const dialog = await openReview(page);
  await choose(dialog, "Name", "Yours");
  // Closing keeps what was decided.
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  await changeSegment(server, "again", [{ op: "replace", path: "/description", value: "Third" }]);
  await openReview(page);
  await expect(decision(dialog, "Description")).toContainText("Third");
  await expect(decision(dialog, "Name").getByRole("radio", { name: "Yours" })).toBeChecked();
  await choose(dialog, "Description", /^Theirs, v3/);
  await rebase(dialog).click();
  await expect(saveButton(dialog)).toBeVisible();
  // And once more, after the rebase, before the save.
  await changeSegment(server, "again", [{ op: "add", path: "/tags/-", value: "late" }]);
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText("v4");
  await rebaseAndSave(page);
  const saved = await readSegment(server, "again");
  expect([saved.name, saved.description, saved.tags]).toEqual(["Mine", "Third", ["late"]]);
  expect(saved.version).toBe(5);
});

test("theirs can be taken as it is, and that be undone", async ({ page, server }) => {
  await prepareSegment(server, "given-up", []);
  await openSegment(page, "given-up", "json");
  await edit(page, [{ op: "add", path: "/tags/-", value: "mine" }]);
  await changeSegment(server, "given-up", [{ op: "replace", path: "/name", value: "Theirs" }]);
  const dialog = await openReview(page);
  await dialog.getByRole("button", { name: "Discard mine, take v2" }).click();
  await expect(dialog).toBeHidden();
  await expect(pendingBar(page)).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Theirs");
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(pendingBar(page)).toContainText("1 change");
  await save(page);
  const saved = await readSegment(server, "given-up");
  expect([saved.name, saved.tags]).toEqual(["Theirs", ["mine"]]);
});

test("what somebody else saved in the same words is not saved again", async ({
  page,
  server,
  sent,
}) => {
  await prepareSegment(server, "same", []);
  await openSegment(page, "same", "json");
  await edit(page, [{ op: "add", path: "/rules/-", value: ruleOf("plan", ["pro"], "Pro") }]);
  await changeSegment(server, "same", [
    { op: "add", path: "/rules/-", value: ruleOf("plan", ["pro"], "Pro") },
  ]);
  await pendingBar(page).getByRole("button", { name: "Review & save" }).click();
  await expect(page.getByText("v2 has all your changes already.")).toBeVisible();
  await expect(reviewDialog(page)).toBeHidden();
  await expect(pendingBar(page)).toBeHidden();
  expect(patches(sent)).toBe(0);
  expect((await readSegment(server, "same")).rules).toHaveLength(1);
});

test("while it is edited, the server is asked; a page that nobody sees asks nothing", async ({
  page,
  server,
  sent,
  setTime,
}) => {
  await prepareSegment(server, "watched", []);
  await openSegment(page, "watched", "json");
  const reads = () => sent.filter(({ path }) => path.endsWith("/production/watched")).length;
  const now = await server.time();
  let minutes = 0;
  const wait = () => setTime(now + (minutes += 1) * 60_000);
  const show = (state: "visible" | "hidden") =>
    page.evaluate((state) => {
      Object.defineProperty(document, "hidden", {
        configurable: true,
        get: () => state === "hidden",
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);

  const untouched = reads();
  await wait();
  expect(reads()).toBe(untouched);
  await edit(page, [{ op: "add", path: "/tags/-", value: "mine" }]);
  await wait();
  await expect.poll(reads).toBeGreaterThan(untouched);

  await show("hidden");
  await changeSegment(server, "watched", [{ op: "replace", path: "/name", value: "Theirs" }]);
  const hidden = reads();
  await wait();
  expect(reads()).toBe(hidden);
  await expect(banner(page)).toBeHidden();
  await show("visible");
  await expect(banner(page)).toBeVisible();
  const note = banner(page);
  await expect(note).toContainText(/v2, .+ by \w+/);
  await expectAccessible(page);
  await note.getByRole("button", { name: "Look at it" }).click();
  await expect(section(reviewDialog(page), "New in v2")).toContainText("Theirs");
  await expectAccessible(page);
  await rebaseAndSave(page);
  await expect(banner(page)).toBeHidden();
});

test("a reload at each step keeps the draft, and shows the conflict again", async ({
  page,
  server,
  sent,
}) => {
  await prepareSegment(server, "reloaded", []);
  await openSegment(page, "reloaded", "json");
  await edit(page, [{ op: "replace", path: "/name", value: "Mine" }]);
  await changeSegment(server, "reloaded", [{ op: "replace", path: "/name", value: "Theirs" }]);
  const reload = async () => {
    // A draft is written down when editing rests.
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
      .toContain("reloaded");
    await page.reload();
    await expectSettled(page);
    await expect(pendingBar(page)).toContainText("1 change");
  };

  await reload();
  await expect(banner(page)).toBeVisible();
  let dialog = await openReview(page);
  await choose(dialog, "Name", "Yours");
  await reload();
  await expect(banner(page)).toBeVisible();
  dialog = await openReview(page);
  await expect(decision(dialog, "Name").getByRole("radio", { checked: true })).toHaveCount(0);
  await choose(dialog, "Name", "Yours");
  await rebase(dialog).click();
  await expect(saveButton(dialog)).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toMatch(/\\"version\\":2/);
  await reload();
  await expect(banner(page)).toBeHidden();
  expect(patches(sent)).toBe(0);
  await save(page);
  const saved = await readSegment(server, "reloaded");
  expect([saved.name, saved.version]).toEqual(["Mine", 3]);
});

test("by keyboard alone", async ({ page, server }) => {
  await prepareSegment(server, "keyed", []);
  await openSegment(page, "keyed", "json");
  await edit(page, [{ op: "replace", path: "/name", value: "Mine" }]);
  await changeSegment(server, "keyed", [{ op: "replace", path: "/name", value: "Theirs" }]);
  await page.keyboard.press("Control+s");
  const dialog = reviewDialog(page);
  await expect(decision(dialog, "Name")).toBeVisible();
  const tabTo = async (wanted: Locator) => {
    for (let pressed = 0; pressed < 30; pressed += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    await expect(wanted, "reached by Tab").toBeFocused();
  };
  const [theirs, yours] = [/^Theirs/, "Yours"].map((name) =>
    decision(dialog, "Name").getByRole("radio", { name }),
  );
  await tabTo(theirs!);
  await page.keyboard.press("ArrowDown");
  await expect(yours!).toBeChecked();
  await page.keyboard.press("Control+Enter");
  await expect(saveButton(dialog)).toBeVisible();
  const key = dialog.getByLabel("Type the environment to confirm");
  if ((await key.count()) > 0) {
    await tabTo(key);
    await page.keyboard.type("production");
  }
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  expect((await readSegment(server, "keyed")).name).toBe("Mine");
});

test.describe("a segment that was deleted meanwhile", () => {
  test.use({ expectedErrors: /status of 404/ });

  const API = "/api/v2/segments/default/production/gone";
  const prepare = async (page: Page, server: Server) => {
    await prepareSegment(server, "gone", [
      { op: "add", path: "/included", value: ["anna"] },
      ...THREE,
    ]);
    await openSegment(page, "gone", "json");
    await edit(page, [
      { op: "add", path: "/included/-", value: "bob" },
      { op: "remove", path: "/rules/1" },
    ]);
    await server.call("DELETE", API);
  };
  const expectBack = async (server: Server) => {
    const saved = await readSegment(server, "gone");
    expect(saved.included).toEqual(["anna", "bob"]);
    expect(names(saved)).toEqual(["One", "Three"]);
    expect(saved.version).toBe(2);
  };
  const gone = (page: Page) =>
    page.getByRole("main").getByRole("alert").filter({ hasText: "was deleted on the server" });

  test("can be created again from the draft, through the review", async ({ page, server }) => {
    await prepare(page, server);
    const dialog = await openReview(page);
    await expect(saveButton(dialog)).toHaveAccessibleDescription(/create it again first/);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await gone(page).getByRole("button", { name: "Copy JSON" }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ key: "gone", included: ["anna", "bob"] });
    await gone(page).getByRole("button", { name: "Create it again" }).click();
    await expect(section(dialog, "Targets")).toContainText("anna");
    expect((await readSegment(server, "gone")).rules).toEqual([]);
    await pressSave(dialog);
    await expect(dialog).toBeHidden();
    await expect(pendingBar(page)).toBeHidden();
    await expectBack(server);
  });

  test("and whose page is opened later, still has its draft", async ({ page, server }) => {
    await prepare(page, server);
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
      .toContain("production/gone");
    await page.reload();
    await gone(page).getByRole("button", { name: "Create it again" }).click();
    await expect(pendingBar(page)).toContainText("2 rules added");
    await save(page);
    await expectBack(server);
  });
});
