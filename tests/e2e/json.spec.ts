// JSON: the segment as it is and as it will be, and a JSON Patch written by hand.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import {
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readSegment,
  reviewedPatch,
  ruleOf,
  pressSave,
  showTab,
} from "./segment.ts";

const segmentPane = (page: Page) => page.getByRole("region", { name: "Segment as JSON" });
const patchPane = (page: Page) => page.getByRole("region", { name: "JSON Patch" });
const editor = (page: Page) => page.getByRole("textbox", { name: "JSON Patch" });
const problems = (page: Page) => patchPane(page).getByRole("region", { name: "Problems" });
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
  await expect(code.getByText('"version": 2')).toBeVisible();
  await showTab(page, "Targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("bob");
  await field.press("Enter");
  await showTab(page, "JSON");
  await expect(code.getByText('"bob"')).toBeVisible();
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
  await expect(patchPane(page).getByText("Mend 2 problems")).toBeVisible();

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
  await page.getByRole("button", { name: "Load from draft" }).click();
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
