// The main job without a mouse.
import type { Locator, Page } from "@playwright/test";
import { expect, expectSettled, test } from "./fixtures.ts";
import { PLACE, pendingBar, readExpirations, readSegment, reviewDialog } from "./segment.ts";

/** Presses Tab until the focus is there, as somebody does who looks for it. */
async function tabTo(page: Page, wanted: Locator, key = "Tab") {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(wanted, "reached by Tab").toBeFocused();
}

test("creates, edits, reviews and saves by keyboard alone", async ({ page, server }) => {
  await page.goto(`${PLACE}/segments`);
  await expectSettled(page);
  const now = await server.time();

  await test.step("skip link and shortcut to a new segment", async () => {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to main" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("c");
    await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    await page.keyboard.type("Night owls");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Night owls");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  });

  await test.step("a rule", async () => {
    await tabTo(page, page.getByRole("button", { name: "Add rule" }).first());
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: /^Move rule 1,/ })).toBeFocused();
    const rule = page.getByRole("region", { name: "Rule 1" });
    await tabTo(page, rule.getByLabel("Attribute"));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("hour");
    await tabTo(page, rule.getByLabel("Operator"));
    await page.keyboard.type("is greater");
    await tabTo(page, rule.getByLabel("Add a value to hour"));
    await page.keyboard.type("22");
    await page.keyboard.press("Enter");
    const clause = rule.getByRole("group", { name: /^user\./ });
    await expect(clause).toHaveAccessibleName("user.hour is greater than 22");
  });

  await test.step("what goes away leaves the focus beside it", async () => {
    const rule = page.getByRole("region", { name: "Rule 1" });
    await tabTo(page, rule.getByRole("button", { name: "Limit to a percentage" }));
    await page.keyboard.press("Enter");
    await expect(rule.getByLabel("Percentage", { exact: true })).toBeFocused();
    await tabTo(page, rule.getByRole("button", { name: "Remove percentage" }));
    await page.keyboard.press("Enter");
    await expect(rule.getByRole("button", { name: "Limit to a percentage" })).toBeFocused();
    await tabTo(page, rule.getByRole("button", { name: "Clause", exact: true }));
    await page.keyboard.press("Enter");
    const removals = rule.getByRole("button", { name: /^Remove the clause/ });
    await expect(removals).toHaveCount(2);
    await tabTo(page, removals.last(), "Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(removals).toHaveCount(1);
    await expect(rule.locator(".rule-card-clauses :focus")).toBeVisible();
  });

  await test.step("a target for a week", async () => {
    await tabTo(page, page.getByRole("tab", { name: /^Rules/ }), "Shift+Tab");
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: /^Targets/ })).toBeFocused();
    await tabTo(page, page.getByLabel("Add a key to included"));
    await page.keyboard.type("olga");
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Set when olga expires" }));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "When olga expires" });
    await expect(dialog).toBeVisible();
    await tabTo(page, dialog.getByRole("button", { name: "+7d" }));
    await page.keyboard.press("Space");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Set when olga expires" })).toBeFocused();
  });

  await test.step("review and save", async () => {
    await expect(pendingBar(page)).toContainText("3 changes");
    const expiry = page.getByRole("button", { name: "Set when olga expires" });
    await page.keyboard.press("Control+s");
    const dialog = reviewDialog(page);
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(expiry).toBeFocused();
    await page.keyboard.press("Control+s");
    await tabTo(page, dialog.getByRole("tab", { name: /^Changes/ }));
    await page.keyboard.press("ArrowRight");
    await expect(dialog.getByRole("list", { name: "JSON Patch" })).toBeVisible();
    await tabTo(page, dialog.getByLabel("Comment"));
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeHidden();
    await expect(pendingBar(page)).toBeHidden();
  });

  await test.step("an edit that is undone", async () => {
    await tabTo(page, page.getByRole("button", { name: "Remove olga" }));
    await page.keyboard.press("Enter");
    await expect(pendingBar(page)).toBeVisible();
    await expect(page.getByRole("main").locator(":focus")).toBeVisible();
    await page.keyboard.press("Control+z");
    await expect(pendingBar(page)).toBeHidden();
    await expect(page.getByRole("main").locator(":focus")).toBeVisible();
  });

  const saved = await readSegment(server, "night-owls");
  expect(saved.version).toBe(2);
  expect(saved.included).toEqual(["olga"]);
  expect(saved.rules[0].clauses[0]).toMatchObject({
    attribute: "hour",
    op: "greaterThan",
    values: [22],
  });
  const { olga } = await readExpirations(server, "night-owls");
  expect(Number(olga)).toBeGreaterThan(now);

  await test.step("delete", async () => {
    await tabTo(page, page.getByRole("button", { name: "Actions for Night owls" }), "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    await expect(page.getByRole("menuitem", { name: "Delete segment…" })).toBeFocused();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Delete Night owls" });
    await expect(dialog.getByRole("textbox")).toBeFocused();
    await page.keyboard.type("night-owls");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeFocused();
  });
});
