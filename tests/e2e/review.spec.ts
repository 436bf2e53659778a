// Review & save: the change said five ways, tried before it is sent, guarded, and sent in parts.
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures.ts";
import {
  PLACE,
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

test("tells what has changed in each kind of way", async ({ page, server }) => {
  await prepare(server, [
    { op: "add", path: "/tags", value: ["old"] },
    { op: "add", path: "/rules/-", value: ruleOf("country", ["DE"], "Germans") },
    { op: "add", path: "/rules/-", value: ruleOf("trial", ["x"], "Trial") },
  ]);
  await editByPatch(page, [
    { op: "replace", path: "/name", value: "Renamed" },
    { op: "replace", path: "/tags", value: ["new"] },
    { op: "add", path: "/rules/0/clauses/0/values", value: ["team"] },
    { op: "remove", path: "/rules/2" },
    { op: "move", from: "/rules/1", path: "/rules/0" },
    { op: "add", path: "/rules/-", value: ruleOf("email", ["@x"], "Staff") },
    { op: "replace", path: "/included", value: ["olga", ...KEYS.slice(0, 20)] },
  ]);
  const dialog = await openReview(page);
  const group = (name: string) => dialog.getByRole("region", { name });
  await expect(group("Details")).toContainText("was Careful");
  await expect(group("Details")).toContainText("is Renamed");
  await expect(group("Details")).toContainText("added: new");
  await expect(group("Details")).toContainText("removed: old");
  await expect(group("Rules")).toContainText("Rule 2 Germans moved to place 1");
  await expect(group("Rules")).toContainText("Rule 3 Trial removed");
  await expect(group("Rules")).toContainText("Rule 3 Staff added");
  await expect(group("Rules")).toContainText("added: team");
  await expect(group("Rules")).toContainText("removed: pro");
  await expect(group("Targets")).toContainText("20 keys included user");
  await expect(group("Targets")).toContainText("1 key no longer included user");
  await expect(group("Targets").getByText("u-19", { exact: true })).toHaveCount(0);
  await group("Targets").getByRole("button", { name: "8 more" }).click();
  await expect(group("Targets").getByText("u-19", { exact: true })).toBeVisible();
});

test("the whole review by keyboard alone", async ({ page, server }) => {
  await prepare(server);
  await openSegment(page, "careful", "targets");
  const field = page.getByLabel("Add a key to included");
  await field.focus();
  await page.keyboard.type("bob");
  await page.keyboard.press("Enter");
  await page.keyboard.type("carla");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Review & save" });
  await expect(dialog.getByLabel("Comment")).toBeFocused();
  // Around once by Tab: each thing that can be used is reached, and nothing outside of it.
  const tabTo = async (wanted: Locator, key = "Tab") => {
    for (let pressed = 0; pressed < 30; pressed += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    await expect(wanted, `reached by ${key}`).toBeFocused();
  };
  const button = (name: string | RegExp) => dialog.getByRole("button", { name });
  await tabTo(button("Copy patch"));
  await page.keyboard.press("Enter");
  await expect.poll(() => clipboard(page)).toContain('"bob"');
  await tabTo(button("Keep editing"));
  await tabTo(saveButton(dialog));
  await tabTo(button("Close"));
  await tabTo(dialog.getByRole("tab", { name: /^Changes/ }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByRole("tab", { name: /^Semantic patch/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Home");
  await tabTo(dialog.getByRole("tabpanel"));
  const takeBack = button("Take back: 2 targets included");
  await tabTo(takeBack);
  await expect(takeBack).toHaveCSS("opacity", "1");
  await tabTo(rail(dialog).getByRole("radio", { name: /^JSON Patch/ }));
  await page.keyboard.press("ArrowDown");
  await expect(rail(dialog).getByRole("radio", { name: /^Semantic patch/ })).toBeChecked();
  await tabTo(button("Run"));
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("region", { name: "Dry run" })).toContainText(
    "Semantic patch accepted",
  );
  // Leaving loses nothing, and the focus is where it was.
  await tabTo(dialog.getByLabel("Comment"));
  await page.keyboard.type("Two more");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(field).toBeFocused();
  await page.keyboard.press("Control+s");
  await expect(dialog.getByLabel("Comment")).toHaveValue("Two more");
  await tabTo(saveButton(dialog), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  expect((await readSegment(server, "careful")).included).toEqual(["anna", "olga", "bob", "carla"]);
});

test("a reload with the review open keeps the draft and the comment", async ({
  page,
  server,
  sent,
}) => {
  await prepare(server);
  await openSegment(page, "careful", "targets");
  await include(page, "bob");
  let dialog = await openReview(page);
  await dialog.getByLabel("Comment").fill("For the pilot");
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain("For the pilot");
  await page.reload();
  await expect(pendingBar(page)).toContainText("1 target included");
  dialog = await openReview(page);
  await expect(dialog.getByLabel("Comment")).toHaveValue("For the pilot");
  // Back leaves the review and the page, not the draft.
  await page.goto(`${PLACE}/segments`);
  await page.goBack();
  await expect(pendingBar(page)).toContainText("1 target included");
  expect(sent.filter(({ method }) => method === "PATCH")).toHaveLength(0);
  dialog = await openReview(page);
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Saved v3.")).toBeVisible();
});

test("a reload while it is saved does not save it twice", async ({ page, server, connection }) => {
  test.skip(connection === "browser-sandbox", "Its sandbox is reloaded with the page.");
  await prepare(server);
  await editByPatch(page, [{ op: "add", path: "/rules/-", value: ruleOf("plan", ["new"]) }]);
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain("production/careful");
  const dialog = await openReview(page);
  await server.setFaults([
    { operation: "patchSegment", effect: { kind: "delay", milliseconds: 1_000 } },
  ]);
  await pressSave(dialog);
  await expect(dialog.getByText("Saving the segment")).toBeVisible();
  await page.reload();
  await expect.poll(async () => (await readSegment(server, "careful")).version).toBe(3);
  // Whether the page saw the old version or the new one: nothing is left to save twice.
  const bar = pendingBar(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  if (await bar.isVisible()) {
    await bar.getByRole("button", { name: "Review & save" }).click();
  }
  await expect(page.getByText("v3 has all your changes already.")).toBeVisible();
  await expect(bar).toBeHidden();
  expect((await readSegment(server, "careful")).rules).toHaveLength(2);
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
    const progress = dialog.getByRole("progressbar", { name: "Batches" });
    await expect(progress).toHaveAttribute("value", "1");
    await expect(progress).toHaveAttribute("max", "3");
    // Nothing leads away while it is not known how it ends.
    await expect(dialog.getByRole("button", { name: "Keep editing" })).toHaveAccessibleDescription(
      "The change is being sent.",
    );
    await page.keyboard.press("Escape");
    await expect(dialog).toBeVisible();
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
      await expect(alert).toContainText("Batch 1 of 3 is saved as v4: 1,500 targets no longer included.");
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

test("an answer that is not the preview is told", async ({ page, server, connection }) => {
  test.skip(connection === "browser-sandbox", "Its answers do not pass through the network.");
  await prepare(server);
  await openSegment(page, "careful", "targets");
  await include(page, "bob");
  const dialog = await openReview(page);
  await rail(dialog).getByRole("radio", { name: /^Semantic patch/ }).check();
  await dialog.getByRole("tab", { name: /^Semantic patch/ }).click();
  await expect(dialog.getByRole("tabpanel")).toContainText("This is sent. It is not guarded");
  await page.route("**/segments/default/production/careful", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), name: "Another" } });
  });
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText(
    "Saved as v3, but the result is not what was previewed: Name changed.",
  );
});

test.describe("on a phone", () => {
  test.use({ expectedErrors: /status of 403/, viewport: { width: 390, height: 844 } });

  test("the changes come first, and news are seen", async ({ page, server }) => {
    await removeMany(page, server);
    const dialog = await openReview(page);
    await expect(dialog.getByRole("heading", { name: "Targets" })).toBeInViewport();
    await server.setFaults([
      { operation: "patchSegment", effect: { kind: "status", status: 403, message: "Not you." } },
    ]);
    await pressSave(dialog);
    await expect(dialog.getByRole("alert")).toBeInViewport();
    await expect(dialog.getByRole("alert")).toContainText("Not you.");
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

    test("offers it without the guard where the host knows no test", async ({
      page,
      server,
      connection,
    }) => {
      test.skip(connection === "browser-sandbox", "Its answers do not pass through the network.");
      await prepare(server);
      await openSegment(page, "careful", "targets");
      await include(page, "bob");
      await page.route("**/segments/default/production/careful**", (route) =>
        route.request().postData()?.includes('"test"')
          ? route.fulfill({ status: 422, json: { message: "The operation test is unknown." } })
          : route.continue(),
      );
      const dialog = await openReview(page);
      await pressSave(dialog);
      await expect(dialog.getByRole("alert")).toContainText("The operation test is unknown.");
      await dialog.getByRole("button", { name: "Try other forms of the patch" }).click();
      const section = dialog.getByRole("region", { name: "Dry run" });
      await expect(section).toContainText("JSON Patch accepted, without the guard");
      expect((await readSegment(server, "careful")).version).toBe(2);
      await section.getByRole("button", { name: "Send JSON Patch, without the guard" }).click();
      const way = rail(dialog).getByRole("radio", { name: /^JSON Patch, without the guard/ });
      await expect(way).toBeChecked();
      await expect(rail(dialog).getByText("Not guarded", { exact: true }).first()).toBeVisible();
      await pressSave(dialog);
      await expect(dialog).toBeHidden();
      expect((await readSegment(server, "careful")).included).toContain("bob");
    });
  });
});

const ENVIRONMENT = "/api/v2/projects/default/environments/production";

for (const [name, field] of [
  ["asks for a confirmation", "confirmChanges"],
  ["became critical a moment ago", "critical"],
] as const) {
  test(`an environment that ${name} wants its key typed`, async ({ page, server }) => {
    await prepare(server);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    await server.call("PATCH", ENVIRONMENT, [{ op: "replace", path: `/${field}`, value: true }], {
      token: ADMIN_TOKEN,
    });
    const dialog = await openReview(page);
    const key = dialog.getByLabel("Type the environment to confirm");
    await key.fill("Production");
    const refusal = "Type the environment's key, production, to confirm.";
    await expect(saveButton(dialog)).toHaveAccessibleDescription(refusal);
    await expect(dialog.getByText(refusal)).toBeVisible();
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeVisible();
    await key.fill("production");
    await saveButton(dialog).click();
    await expect(dialog).toBeHidden();
    expect((await readSegment(server, "careful")).included).toContain("bob");
  });
}

test.describe("an environment of which nothing is known", () => {
  test.use({ expectedErrors: /status of 500/ });

  test("is taken to be critical", async ({ page, server }) => {
    await prepare(server);
    await server.setFaults([
      { operation: "getEnvironmentsByProject", effect: { kind: "status", status: 500 } },
    ]);
    await openSegment(page, "careful", "targets");
    await include(page, "bob");
    const dialog = await openReview(page);
    const key = dialog.getByLabel("Type the environment to confirm");
    await expect(key).toHaveAccessibleDescription(/It could not be read whether it is critical/);
    await expect(saveButton(dialog)).toHaveAttribute("aria-disabled", "true");
    await key.fill("production");
    await saveButton(dialog).click();
    await expect(dialog).toBeHidden();
  });
});

test.describe("an environment that is critical", () => {

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
