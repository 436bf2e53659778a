// Review & save: the change said five ways, tried before it is sent, guarded, and sent in parts.
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures.ts";
import {
  type Operation,
  changeSegment,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readSegment,
  ruleOf,
  saveButton,
} from "./segment.ts";
import { type Fault, type Server, ADMIN_TOKEN, WRITER_TOKEN } from "./server.ts";

test.use({ serverOptions: { faults: [] } });

const KEYS = Array.from({ length: 3_200 }, (_, index) => `u-${index}`);

const onPatch = (nth: number, status: number, message: string): Fault => ({
  operation: "patchSegment",
  nth,
  effect: { kind: "status", status, code: "invalid_request", message },
});

const rail = (dialog: Locator) => dialog.getByRole("complementary", { name: "Checks" });
const guardRails = (dialog: Locator) => dialog.getByRole("region", { name: "Guard rails" });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function prepare(server: Server, more: Operation[] = []) {
  const rule = ruleOf("plan", ["pro"], "Paying");
  return prepareSegment(server, "careful", [
    { op: "add", path: "/included", value: ["anna", "olga"] },
    { op: "add", path: "/rules/-", value: rule },
    ...more,
  ]);
}

async function include(page: Page, key: string) {
  const field = page.getByLabel("Add a key to included");
  await field.fill(key);
  await field.press("Enter");
  await expect(pendingBar(page)).toBeVisible();
}

/** Prepares 3,202 included targets and takes all but two of them off the list. */
async function removeMany(page: Page, server: Server) {
  await prepare(server);
  const value = ["anna", "olga", ...KEYS];
  await changeSegment(server, "careful", [{ op: "replace", path: "/included", value }]);
  await editByPatch(page, [{ op: "replace", path: "/included", value: ["anna", "olga"] }]);
  await expect(pendingBar(page)).toContainText("3,200 targets no longer included");
}

/** Puts a whole segment into the draft, as a patch by hand. */
async function editByPatch(page: Page, patch: Operation[]) {
  await openSegment(page, "careful", "json");
  const editor = page.getByRole("textbox", { name: /JSON Patch/ }).first();
  await editor.fill(JSON.stringify(patch));
  await page.getByRole("button", { name: "Apply to draft" }).click();
  await expect(pendingBar(page)).toBeVisible();
}

test("says the change five ways, each to be copied, none with a token", async ({ page, server }) => {
  await prepare(server);
  await openSegment(page, "careful", "targets");
  await include(page, "bob");
  const dialog = await openReview(page);
  const tab = (name: RegExp) => dialog.getByRole("tab", { name });
  await expect(tab(/^Changes/)).toHaveAttribute("aria-selected", "true");
  await expect(dialog.getByText("1 request: JSON Patch, 2 operations")).toBeVisible();
  for (const [name, label, said] of [
    [/^JSON Patch/, "JSON Patch", '"path": "/version"'],
    [/^Semantic patch/, "semantic patch", '"kind": "addIncludedTargets"'],
    [/^curl/, "curl", 'Authorization: $LAUNCHDARKLY_ACCESS_TOKEN"'],
    [/^curl/, "ldcli", "ldcli segments update"],
    [/^Terraform/, "Terraform", 'resource "launchdarkly_segment" "careful"'],
  ] as const) {
    await tab(name).click();
    await dialog.getByRole("button", { name: `Copy ${label}` }).click();
    await expect.poll(() => clipboard(page)).toContain(said);
    const copied = await clipboard(page);
    expect(copied).toContain("bob");
    expect(copied).not.toContain(WRITER_TOKEN);
    await expectAccessible(page);
  }
});

test("what instructions cannot say is told with the reason", async ({ page, server }) => {
  await prepare(server);
  await editByPatch(page, [{ op: "add", path: "/description", value: "Everybody who pays" }]);
  const dialog = await openReview(page);
  await expect(rail(dialog).getByRole("radio")).toHaveCount(1);
  await dialog.getByRole("tab", { name: /^Semantic patch/ }).click();
  await expect(dialog.getByRole("tabpanel")).toContainText(
    "There is no instruction for the description of a segment.",
  );
});

test("takes one change back and leaves the others", async ({ page, server }) => {
  await prepare(server);
  await openSegment(page, "careful", "targets");
  await include(page, "bob");
  await page.getByRole("button", { name: "Remove anna" }).click();
  const dialog = await openReview(page);
  await dialog.getByRole("button", { name: "Take back: 1 target no longer included" }).click();
  await expect(dialog.getByRole("region", { name: "Targets" }).getByRole("listitem")).toHaveCount(1);
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  expect((await readSegment(server, "careful")).included).toEqual(["anna", "olga", "bob"]);
});

test.describe("instructions", () => {
  test("go in batches, marked as not guarded", async ({ page, server, sent }) => {
    await removeMany(page, server);
    const dialog = await openReview(page);
    await rail(dialog).getByRole("radio", { name: /^Semantic patch/ }).check();
    await expect(rail(dialog).getByText("Not guarded, 3 batches")).toBeVisible();
    await expect(
      dialog.getByText("3 requests: semantic patch, 3 instructions"),
    ).toBeVisible();
    await server.setFaults([
      { operation: "patchSegment", nth: 2, effect: { kind: "delay", milliseconds: 1_500 } },
    ]);
    await pressSave(dialog);
    await expect(dialog.getByText("Saving the segment: batch 2 of 3")).toBeVisible();
    await expect(dialog).toBeHidden();
    expect(sent.filter(({ method }) => method === "PATCH")).toHaveLength(3);
    const saved = await readSegment(server, "careful");
    expect(saved.included).toEqual(["anna", "olga"]);
    expect(saved.version).toBe(6);
  });

  test.describe("of which one fails", () => {
    test.use({ expectedErrors: /status of 500/ });

    test("say what was applied, and go on from there", async ({ page, server, sent }) => {
      await removeMany(page, server);
      const dialog = await openReview(page);
      await rail(dialog).getByRole("radio", { name: /^Semantic patch/ }).check();
      await server.setFaults([onPatch(2, 500, "The disk is full.")]);
      await pressSave(dialog);
      const alert = dialog.getByRole("alert");
      await expect(alert).toContainText("Batch 1 of 3 is saved as v4.");
      await expect(alert).toContainText("saving again goes on from there");
      await expect(alert).toContainText("The disk is full.");
      const between = await readSegment(server, "careful");
      expect(between.included).toHaveLength(1_702);
      // What is left survives a reload.
      await dialog.getByRole("button", { name: "Keep editing" }).click();
      await expect(pendingBar(page)).toContainText("1,700 targets no longer included");
      await expect
        .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
        .not.toContain('"version\\":3');
      await page.reload();
      await server.setFaults([]);
      const again = await openReview(page);
      await rail(again).getByRole("radio", { name: /^Semantic patch/ }).check();
      await pressSave(again);
      await expect(again).toBeHidden();
      const saved = await readSegment(server, "careful");
      expect(saved.included).toEqual(["anna", "olga"]);
      expect(sent.filter(({ method }) => method === "PATCH")).toHaveLength(4);
    });
  });
});

test.describe("a dry run", () => {
  test("shows what would come out and saves nothing", async ({ page, server }) => {
    await prepare(server);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    const dialog = await openReview(page);
    const section = dialog.getByRole("region", { name: "Dry run" });
    await section.getByRole("button", { name: "Run" }).click();
    await expect(section).toContainText("JSON Patch accepted");
    await expect(section).toContainText("Result equals the preview");
    await section.getByRole("button", { name: "Show the segment" }).click();
    await expect(dialog.getByRole("tab", { name: "Dry run" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(dialog.getByRole("tabpanel")).toContainText('"bob"');
    await expectAccessible(page);
    expect((await readSegment(server, "careful")).version).toBe(2);
  });

  test("tells where the result differs from the preview", async ({ page, server, connection }) => {
    test.skip(connection === "browser-sandbox", "Its answers do not pass through the network.");
    await prepare(server);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    await page.route(/dryRun=true/, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      await route.fulfill({ response, json: { ...json, name: "Another" } });
    });
    const dialog = await openReview(page);
    const section = dialog.getByRole("region", { name: "Dry run" });
    await section.getByRole("button", { name: "Run" }).click();
    await expect(section).toContainText("The result differs from the preview: Name changed.");
  });

  test("of a draft that is behind says so", async ({ page, server }) => {
    await prepare(server);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    const dialog = await openReview(page);
    await changeSegment(server, "careful", [{ op: "replace", path: "/name", value: "Theirs" }]);
    const section = dialog.getByRole("region", { name: "Dry run" });
    await section.getByRole("button", { name: "Run" }).click();
    await expect(section).toContainText("The segment changed on the server: it is v3 now.");
  });

  test.describe("at a host that refuses a form of the patch", () => {
    test.use({ expectedErrors: /status of 4\d\d/ });

    test("finds the coarser one that it takes, and that is sent", async ({ page, server }) => {
      await prepare(server);
      await editByPatch(page, [
        { op: "add", path: "/rules/0/clauses/0/values/-", value: "team" },
      ]);
      const dialog = await openReview(page);
      await server.setFaults([onPatch(1, 400, "Unknown path.")]);
      const section = dialog.getByRole("region", { name: "Dry run" });
      await section.getByRole("button", { name: "Run" }).click();
      await expect(section).toContainText("JSON Patch refused: Unknown path.");
      await section.getByRole("button", { name: "Send JSON Patch, rules whole" }).click();
      await expect(
        rail(dialog).getByRole("radio", { name: /^JSON Patch, rules whole/ }),
      ).toBeChecked();
      await dialog.getByRole("tab", { name: /^JSON Patch/ }).click();
      await expect(dialog.getByRole("tabpanel")).toContainText('"path": "/rules/0"');
      await server.setFaults([]);
      await pressSave(dialog);
      await expect(dialog).toBeHidden();
      const { rules } = await readSegment(server, "careful");
      expect(rules[0].clauses[0].values).toEqual(["pro", "team"]);
    });

    test("offers it without the guard where the host knows no test", async ({ page, server }) => {
      await prepare(server);
      await openSegment(page, "careful", "targets");
      await include(page, "bob");
      const dialog = await openReview(page);
      await server.setFaults([onPatch(1, 422, "test is not allowed."), onPatch(2, 422, "No.")]);
      await pressSave(dialog);
      await dialog.getByRole("button", { name: "Try other forms of the patch" }).click();
      const section = dialog.getByRole("region", { name: "Dry run" });
      await expect(section).toContainText("accepted");
    });
  });
});

test.describe("guard rails", () => {
  test("tell of an audience that becomes empty", async ({ page, server }) => {
    await prepareSegment(server, "careful", [{ op: "add", path: "/included", value: ["anna"] }]);
    await openSegment(page, "careful", "targets");
    await page.getByRole("button", { name: "Remove anna" }).click();
    const dialog = await openReview(page);
    await expect(guardRails(dialog)).toContainText("Nobody can be in the segment any more");
    await expect(saveButton(dialog)).not.toHaveAttribute("aria-disabled", "true");
  });

  test("tell of a rule for everybody and of one at 0 %", async ({ page, server }) => {
    await prepare(server);
    await editByPatch(page, [
      { op: "add", path: "/rules/-", value: { clauses: [] } },
      { op: "add", path: "/rules/-", value: { ...ruleOf("plan", ["team"]), weight: 0 } },
    ]);
    const dialog = await openReview(page);
    const rails = guardRails(dialog);
    await expect(rails).toContainText("rules/1");
    await expect(rails).toContainText("rules/2");
    await expectAccessible(page);
  });

  test.describe("about other segments", () => {
    test.use({ expectedErrors: /status of 404/ });

    test("tell of one that does not exist, and stop a circle", async ({ page, server }) => {
      await prepare(server);
      const nests = (key: string) => ({
        clauses: [{ attribute: "segmentMatch", op: "segmentMatch", negate: false, values: [key] }],
      });
      await prepareSegment(server, "inner", [
        { op: "add", path: "/rules/-", value: nests("careful") },
      ]);
      await editByPatch(page, [
        { op: "add", path: "/rules/-", value: nests("nowhere") },
        { op: "add", path: "/rules/-", value: nests("inner") },
      ]);
      const dialog = await openReview(page);
      const rails = guardRails(dialog);
      await expect(rails).toContainText('There is no segment "nowhere" in this environment');
      await expect(rails).toContainText("the segment contains itself: careful > inner > careful");
      await expect(saveButton(dialog)).toHaveAttribute("aria-disabled", "true");
      await expect(saveButton(dialog)).toHaveAccessibleDescription("1 error must be mended first.");
    });
  });
});

test.describe("with demo data", () => {
  test.use({ serverOptions: { seed: "demo", faults: [] } });

  test("guard rails name the flags, and attributes that nobody has", async ({ page }) => {
    await openSegment(page, "beta-testers", "json");
    const editor = page.getByRole("textbox", { name: /JSON Patch/ }).first();
    const rule = ruleOf("no-such-attribute", ["x"]);
    const [clause] = rule.clauses;
    const value = { clauses: [{ ...clause, negate: true }] };
    await editor.fill(JSON.stringify([{ op: "add", path: "/rules/-", value }]));
    await page.getByRole("button", { name: "Apply to draft" }).click();
    const dialog = await openReview(page);
    await expect(dialog.getByRole("heading", { name: /^Affects \d+ flags?$/ })).toBeVisible();
    await expect(guardRails(dialog)).toContainText(
      'No user has the attribute "no-such-attribute"',
    );
  });
});

test.describe("an environment that is critical", () => {
  const ENVIRONMENT = "/api/v2/projects/default/environments/production";

  test("wants its key typed, all by keyboard", async ({ page, server }) => {
    await server.call("PATCH", ENVIRONMENT, [
      { op: "replace", path: "/critical", value: true },
      { op: "replace", path: "/requireComments", value: true },
    ], { token: ADMIN_TOKEN });
    await prepare(server);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "Review & save" });
    await expect(dialog.getByLabel("Comment")).toBeFocused();
    await expect(saveButton(dialog)).toHaveAccessibleDescription(/^Write a comment/);
    await page.keyboard.type("HW-4821");
    await expect(saveButton(dialog)).toHaveAccessibleDescription(
      "Type the environment's key, production, to confirm.",
    );
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(dialog.getByLabel("Type the environment to confirm")).toBeFocused();
    await page.keyboard.type("production");
    await expectAccessible(page);
    // Around to the tabs, through all of them, and to the rail.
    await dialog.getByRole("tab", { name: /^Changes/ }).focus();
    for (const name of [/^JSON Patch/, /^Semantic patch/, /^curl/, /^Terraform/]) {
      await page.keyboard.press("ArrowRight");
      await expect(dialog.getByRole("tab", { name })).toBeFocused();
    }
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeHidden();
    expect((await readSegment(server, "careful")).included).toContain("bob");
  });
});
