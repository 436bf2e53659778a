// JSON: the segment as it is and as it will be, and its patch, both edited by hand.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import {
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readSegment,
  reviewedPatch,
  ruleOf,
  showTab,
} from "./segment.ts";

const segmentPane = (page: Page) => page.getByRole("region", { name: "Segment as JSON" });
const segmentText = (page: Page) => page.getByRole("textbox", { name: "Segment as JSON" });
const segmentProblems = (page: Page) =>
  segmentPane(page).getByRole("group", { name: "Problems" }).getByRole("button");
const patchPane = (page: Page) => page.getByRole("region", { name: "Patch", exact: true });
const editor = (page: Page, kind = "JSON Patch") => page.getByRole("textbox", { name: kind });
const showKind = (page: Page, kind: string) =>
  patchPane(page).getByRole("radio", { name: kind }).check();
const problems = (page: Page) => patchPane(page).getByRole("group", { name: "Problems" });
const preview = (page: Page) => patchPane(page).getByRole("region", { name: "Preview" });
const apply = (page: Page) => page.getByRole("button", { name: "Apply to draft" });

test.beforeEach(async ({ page, server }) => {
  await prepareSegment(server, "written", [
    { op: "add", path: "/included", value: ["anna"] },
    { op: "add", path: "/rules/-", value: ruleOf("country", ["DE"]) },
  ]);
  await openSegment(page, "written", "json");
});

test("shows the draft and what is saved", async ({ page }) => {
  const code = segmentPane(page).getByRole("list", { name: "Segment as JSON" });
  await expect(segmentText(page)).toHaveValue(/"version": 2/);
  await showTab(page, "Targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("bob");
  await field.press("Enter");
  await showTab(page, "JSON");
  await expect(segmentText(page)).toHaveValue(/"bob"/);
  await segmentPane(page).getByRole("radio", { name: "Saved v2" }).check();
  await expect(code.getByText('"anna"')).toBeVisible();
  await expect(code.getByText('"bob"')).toBeHidden();
  await segmentPane(page).getByRole("button", { name: "Copy", exact: true }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toMatchObject({ key: "written", included: ["anna"], version: 2 });
});

test("a patch is checked line by line, previewed, and applied to the draft", async ({
  page,
  server,
}) => {
  await expect(editor(page)).toHaveValue("[]");
  await expect(apply(page)).toHaveAccessibleDescription("The draft already says this.");
  const lines = [
    "[",
    '  {"op": "test", "path": "/version", "value": 2},',
    '  {"op": "replace", "path": "/name", "value": "By hand"},',
    '  {"op": "remove", "path": "/rules/4"},',
    '  {"op": "replace", "path": "/key", "value": "other"},',
    '  {"op": "add", "path": "/rules/0/clauses/0/values/-", "value": "FR"}',
    "]",
  ];
  await editor(page).fill(lines.join("\n"));
  await expect(problems(page)).toContainText("2 errors");
  const told = problems(page).getByRole("button");
  await expect(told.nth(0)).toContainText("Ln 4");
  await expect(told.nth(1)).toContainText("Ln 5");
  await expect(told.nth(1)).toContainText('"key" is read-only');
  await expect(apply(page)).toHaveAttribute("aria-disabled", "true");
  await expect(preview(page)).toContainText("By hand");
  await expect(preview(page)).toContainText("FR");
  await expect(patchPane(page).getByText("Mend 2 errors")).toBeVisible();

  await test.step("F8 goes round the problems", async () => {
    const line = () =>
      editor(page).evaluate((area: HTMLTextAreaElement) => {
        return area.value.slice(0, area.selectionStart).split("\n").length;
      });
    await editor(page).evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(0, 0));
    await editor(page).press("F8");
    expect(await line()).toBe(4);
    await editor(page).press("F8");
    expect(await line()).toBe(5);
    await editor(page).press("F8");
    expect(await line()).toBe(4);
    await editor(page).press("Shift+F8");
    expect(await line()).toBe(5);
    await told.nth(0).click();
    await expect(editor(page)).toBeFocused();
    expect(await line()).toBe(4);
  });

  await editor(page).fill(lines.filter((_, index) => index !== 3 && index !== 4).join("\n"));
  await expect(problems(page).getByRole("button")).toHaveCount(0);
  await apply(page).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("By hand");
  await expect(pendingBar(page)).toContainText("2 changes");
  expect((await readSegment(server, "written")).name).toBe("Written");
  const dialog = await openReview(page);
  const patch = await reviewedPatch(dialog);
  expect(patch[0]).toEqual({ op: "test", path: "/version", value: 2 });
  expect(patch).toHaveLength(3);
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const saved = await readSegment(server, "written");
  expect(saved.name).toBe("By hand");
  expect(saved.rules[0].clauses[0].values).toEqual(["DE", "FR"]);
});

test("broken JSON is told at its line; Format sets right JSON in order", async ({ page }) => {
  await editor(page).fill('[\n  {"op": "remove", "path": "/description"\n]');
  await expect(problems(page).getByRole("button")).toHaveCount(1);
  await expect(problems(page).getByRole("button")).toContainText("Ln 3");
  await expect(editor(page)).toHaveAttribute("aria-invalid", "true");
  const format = page.getByRole("button", { name: "Format" });
  await expect(format).toHaveAccessibleDescription("Mend the syntax first.");
  await editor(page).fill('[{"op":"replace","path":"/name","value":"Set"}]');
  await format.click();
  await expect(editor(page)).toHaveValue(
    '[\n  {\n    "op": "replace",\n    "path": "/name",\n    "value": "Set"\n  }\n]',
  );
  await patchPane(page).getByRole("button", { name: "Load from draft" }).click();
  await expect(editor(page)).toHaveValue("[]");
});

test("a patch that would leave an invalid segment is refused", async ({ page }) => {
  await editor(page).fill('[\n  {"op": "replace", "path": "/name", "value": ""}\n]');
  await expect(problems(page).getByRole("button")).toContainText("/name");
  await expect(apply(page)).toHaveAttribute("aria-disabled", "true");
});

test("Tab indents, and Esc leads out of the editor", async ({ page }) => {
  await editor(page).fill("");
  await editor(page).press("Tab");
  await expect(editor(page)).toHaveValue("  ");
  await editor(page).press("Escape");
  await expect(page.getByText("Press Tab to leave the editor.")).toBeAttached();
  await editor(page).press("Tab");
  await expect(editor(page)).not.toBeFocused();
});

/** Puts a text in the place of another one in the segment's JSON, as by hand. */
async function retype(page: Page, from: string | RegExp, to: string) {
  const text = await segmentText(page).inputValue();
  expect(text).toMatch(from);
  await segmentText(page).fill(text.replace(from, to));
}

test("the form follows the segment's JSON, and what it says is saved", async ({ page, server }) => {
  await retype(page, '"Written"', '"From JSON"');
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("From JSON");
  await retype(page, '"DE"', '"DE", "FR"');
  await expect(pendingBar(page)).toContainText("2 changes");
  await showTab(page, "Rules");
  await expect(page.getByRole("region", { name: /^Rule 1/ })).toContainText("FR");
  await showTab(page, "JSON");
  const dialog = await openReview(page);
  const patch = await reviewedPatch(dialog);
  expect(patch[0]).toEqual({ op: "test", path: "/version", value: 2 });
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const saved = await readSegment(server, "written");
  expect(saved.name).toBe("From JSON");
  expect(saved.rules[0].clauses[0].values).toEqual(["DE", "FR"]);
  await expect(segmentText(page)).toHaveValue(/"version": 3/);
});

test("a long text is edited on demand, since the browser lays out all of it", async ({ page, server }) => {
  const keys = Array.from({ length: 6_000 }, (_, index) => `customer-${index}`);
  await prepareSegment(server, "long", [{ op: "add", path: "/included", value: keys }]);
  await openSegment(page, "long", "json");
  await expect(segmentPane(page).getByRole("list", { name: "Segment as JSON" })).toBeVisible();
  await expect(segmentText(page)).toHaveCount(0);
  await segmentPane(page).getByRole("button", { name: "Edit as text" }).click();
  await expect(segmentText(page)).toBeVisible();
  // All of the text is there for the browser's own search.
  const found = await segmentText(page).evaluate((area: HTMLTextAreaElement) => {
    const { find } = window as unknown as { find(text: string): boolean };
    const isFound = find.call(window, "customer-5990");
    return isFound && area.value.slice(area.selectionStart, area.selectionEnd);
  });
  expect(found).toBe("customer-5990");
  await segmentText(page).evaluate((area: HTMLTextAreaElement) => {
    const at = area.value.indexOf("customer-5999");
    area.focus();
    area.setSelectionRange(at, at + "customer-5999".length);
  });
  await page.keyboard.insertText("customer-last");
  await expect(pendingBar(page)).toContainText("1 target included");
});

test("what is wrong with the segment's JSON is told in its place, and nothing typed is lost", async ({
  page,
}) => {
  const right = await segmentText(page).inputValue();
  const line = right.split("\n").findIndex((text) => text.includes('"version"')) + 1;
  await test.step("a read-only field", async () => {
    await retype(page, '"version": 2', '"version": 7');
    await expect(segmentProblems(page)).toContainText("/version is read-only. Put 2 back.");
    await expect(segmentProblems(page)).toContainText(`Ln ${line}, Col`);
  });
  await test.step("a name twice, a huge number, a wrong type", async () => {
    await segmentText(page).fill(right.replace('"tags"', '"name": "Twice",\n  "tags"'));
    await expect(segmentProblems(page).first()).toContainText("name");
    await segmentText(page).fill(right.replace('"DE"', "99999999999999999999"));
    await expect(segmentProblems(page).first()).toContainText("too large to be kept");
    await segmentText(page).fill(right.replace('"anna"', "5"));
    await expect(segmentProblems(page).first()).toContainText("/included/0");
    const wrong = right.split("\n").findIndex((text) => text.includes('"anna"')) + 1;
    await expect(segmentProblems(page).first()).toContainText(`Ln ${wrong}, Col 5`);
    await segmentProblems(page).first().click();
    await expect(segmentText(page)).toBeFocused();
    const line = await segmentText(page).evaluate(
      (area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length,
    );
    expect(line).toBe(wrong);
  });
  await test.step("kept on other tabs and through a reload", async () => {
    await showTab(page, "Rules");
    await showTab(page, "JSON");
    await expect(segmentText(page)).toHaveValue(right.replace('"anna"', "5"));
    await page.waitForTimeout(500);
    await page.reload();
    await expect(segmentText(page)).toHaveValue(right.replace('"anna"', "5"));
    await expect(segmentProblems(page).first()).toContainText("/included/0");
  });
  await test.step("mended", async () => {
    await retype(page, /^ *5$/m, '    "carla"');
    await expect(segmentProblems(page)).toHaveCount(0);
    await showTab(page, "Targets");
    await expect(page.getByText("carla")).toBeVisible();
  });
});

test("a text with errors does not write over what the form did", async ({ page }) => {
  await retype(page, '"Written"', '"Written');
  await expect(segmentProblems(page)).toHaveCount(1);
  await showTab(page, "Targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("bob");
  await field.press("Enter");
  await showTab(page, "JSON");
  await expect(segmentPane(page).getByText("The draft was edited elsewhere since")).toBeVisible();
  await retype(page, '"Written', '"Written');
  await segmentPane(page).getByRole("button", { name: "Load from draft" }).click();
  await expect(segmentText(page)).toHaveValue(/"bob"/);
  await expect(segmentProblems(page)).toHaveCount(0);
});

test("merge patch and semantic patch", async ({ page, server }) => {
  await test.step("a merge patch with a read-only field", async () => {
    await showKind(page, "Merge patch");
    await expect(editor(page, "Merge patch")).toHaveValue("{}");
    await editor(page, "Merge patch").fill('{\n  "name": "Merged",\n  "version": 9\n}');
    await expect(problems(page).getByRole("button")).toContainText("/version is read-only");
    await expect(problems(page).getByRole("button")).toContainText("Ln 3");
    await editor(page, "Merge patch").fill('{\n  "name": "Merged"\n}');
    await expect(preview(page)).toContainText("Merged");
    await page.getByRole("button", { name: "Dry run on server" }).click();
    await expect(patchPane(page).getByText("The server would do the same.")).toBeVisible();
    expect((await readSegment(server, "written")).name).toBe("Written");
    await apply(page).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Merged");
  });
  await test.step("instructions, of which one fails", async () => {
    await showKind(page, "Semantic patch");
    await expect(editor(page, "Semantic patch")).toHaveValue(/updateName/);
    const instruction = (value: unknown) => `{"instructions": [\n${JSON.stringify(value)},\n`;
    const added = { kind: "addIncludedTargets", contextKind: "user", values: ["dora"] };
    const failing = { kind: "addTags", values: 5 };
    await editor(page, "Semantic patch").fill(`${instruction(added)}${JSON.stringify(failing)}]}`);
    await expect(problems(page).getByRole("button")).toContainText("Ln 3");
    await expect(preview(page)).toContainText("with 1 of 2 instructions");
    await editor(page, "Semantic patch").fill(`${instruction(added).slice(0, -2)}]}`);
    await expect(preview(page)).toContainText("dora");
    await apply(page).click();
    await expect(segmentText(page)).toHaveValue(/"dora"/);
  });
  await test.step("a text of each kind is kept", async () => {
    await editor(page, "Semantic patch").fill("[");
    await showKind(page, "JSON Patch");
    await editor(page).fill("[{");
    await showTab(page, "Rules");
    await page.waitForTimeout(500);
    await page.reload();
    await showTab(page, "JSON");
    await expect(editor(page)).toHaveValue("[{");
    await showKind(page, "Semantic patch");
    await expect(editor(page, "Semantic patch")).toHaveValue("[");
  });
});

test("by keyboard alone: edit the segment's JSON, leave the editor, review", async ({ page }) => {
  await segmentText(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type('  "description": "Typed",');
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Review & save" });
  if (!(await dialog.isVisible())) {
    await expect(pendingBar(page)).toContainText("1 change");
    await page.keyboard.press("Control+s");
  }
  await expect(dialog).toContainText("Typed");
});

test("by keyboard alone: write a patch, leave the editor, apply it", async ({ page }) => {
  await editor(page).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('[{"op": "replace", "path": "/name", "value": "Typed"}]');
  await expect(preview(page)).toContainText("Typed");
  await page.keyboard.press("Escape");
  for (let pressed = 0; pressed < 5; pressed += 1) {
    await page.keyboard.press("Tab");
    if (await apply(page).evaluate((button) => button === document.activeElement)) break;
  }
  await expect(apply(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Typed");
  await expect(pendingBar(page)).toContainText("1 change");
});
