// Rules: every operator with a fitting editor, percentages, order, undo, and what blocks saving.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import {
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  readSegment,
  reviewedPatch,
  ruleOf,
  save,
  pressSave,
  saveButton,
} from "./segment.ts";

const rule = (page: Page, name: string | RegExp) => page.getByRole("region", { name });
/** The clauses of a rule, by the kind that their sentence begins with. */
const clauses = (card: Locator) => card.getByRole("group", { name: /^(user|org)\b/ });

async function addValue(clause: Locator, typed: string) {
  const field = clause.getByLabel(/^Add a value to/);
  await field.fill(typed);
  await field.press("Enter");
}

test.describe("operators", () => {
  const operators = [
    ["is one of", "in", ["DE", "50", "true", '"50"'], ["DE", 50, true, "50"]],
    ["starts with", "startsWith", ["50"], ["50"]],
    ["does not end with", "endsWith", ["@example.org"], ["@example.org"]],
    ["contains", "contains", ["true"], ["true"]],
    ["matches regex", "matches", ["^u-\\d{1,3}$"], ["^u-\\d{1,3}$"]],
    ["is less than", "lessThan", ["12.5"], [12.5]],
    ["is less than or equal to", "lessThanOrEqual", ["10"], [10]],
    ["is not greater than", "greaterThan", ["-1"], [-1]],
    ["is greater than or equal to", "greaterThanOrEqual", ["0"], [0]],
    ["is before", "before", ["2027-01-31T00:00:00Z"], ["2027-01-31T00:00:00Z"]],
    ["is after", "after", ["1700000000000"], [1_700_000_000_000]],
    ["is equal to (semver)", "semVerEqual", ["2.0"], ["2.0"]],
    ["is less than (semver)", "semVerLessThan", ["2"], ["2"]],
    ["is greater than (semver)", "semVerGreaterThan", ["1.9.0-beta.1"], ["1.9.0-beta.1"]],
    ["is not in segment", "segmentMatch", ["staff"], ["staff"]],
  ] as const;

  test("each takes values of its own type, plain and negated", async ({ page, server }) => {
    await prepareSegment(server, "staff");
    await prepareSegment(server, "every-operator");
    await openSegment(page, "every-operator");
    await page.getByRole("button", { name: "Add rule" }).first().click();
    const card = rule(page, "Rule 1");
    for (const [index, [label, , typed]] of operators.entries()) {
      if (index > 0) await card.getByRole("button", { name: "Clause", exact: true }).click();
      const clause = clauses(card).nth(index);
      await clause.getByLabel("Attribute").fill(`attribute${index}`);
      await page.keyboard.press("Tab");
      await clause.getByLabel("Operator").selectOption({ label });
      for (const value of typed) await addValue(clause, value);
      await expect(clause.getByRole("button", { name: /^Edit the value/ })).toHaveCount(
        typed.length,
      );
    }
    await expect(page.getByText("Nothing to mend.")).toBeVisible();
    await save(page);
    const { rules } = await readSegment(server, "every-operator");
    const got = rules[0].clauses.map((clause: Record<string, unknown>) => ({
      attribute: clause.attribute,
      op: clause.op,
      negate: clause.negate,
      values: clause.values,
    }));
    expect(got).toEqual(
      operators.map(([label, op, , values], index) => ({
        attribute: op === "segmentMatch" ? "segmentMatch" : `attribute${index}`,
        op,
        negate: /\bnot\b/.test(label),
        values,
      })),
    );
  });

  test("a date can be picked in local time", async ({ page, server }) => {
    const clause = { contextKind: "user", attribute: "since", op: "after", values: [] };
    await prepareSegment(server, "dated", [
      { op: "add", path: "/rules/-", value: { clauses: [clause] } },
    ]);
    await openSegment(page, "dated");
    await page.getByLabel("Pick a date and time").fill("2027-02-01T09:30");
    await page.getByLabel("Pick a date and time").blur();
    await save(page);
    const { rules } = await readSegment(server, "dated");
    // Berlin is an hour ahead of UTC in winter.
    expect(rules[0].clauses[0].values).toEqual([Date.UTC(2027, 1, 1, 8, 30)]);
  });
});

test("values are edited one by one, by comma, by paste and as a text", async ({ page, server }) => {
  await prepareSegment(server, "values", [
    { op: "add", path: "/rules/-", value: ruleOf("country", ["DE", "FR"]) },
  ]);
  await openSegment(page, "values");
  const clause = clauses(rule(page, "Rule 1")).first();
  const field = clause.getByLabel("Add a value to country");
  const value = (text: string) => clause.getByRole("button", { name: `Edit the value ${text}` });

  await field.pressSequentially("IT,");
  await expect(value("IT")).toBeVisible();
  await expect(field).toHaveValue("");
  await addValue(clause, "DE");
  await expect(value("DE")).toHaveCount(1);
  await value("FR").click();
  await expect(field).toHaveValue("FR");
  await field.fill("FI");
  await field.press("Enter");
  await clause.getByRole("button", { name: "Remove the value DE" }).click();
  await expect(clause).toHaveAccessibleName("user.country is one of IT, FI");
  await field.press("Backspace");
  await expect(clause).toHaveAccessibleName("user.country is one of IT");

  await clause.getByLabel("Operator").selectOption({ label: "is not one of" });
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9]) await addValue(clause, String(number));
  await clause.getByRole("button", { name: "+6 values" }).click();
  const dialog = page.getByRole("dialog", { name: "Values" });
  await expect(dialog.getByLabel("One value a line")).toHaveValue("IT\n1\n2\n3\n4\n5\n6\n7\n8\n9");
  await dialog.getByLabel("One value a line").fill('IT\n1\n"1"\n1');
  await expect(dialog.getByText("3 values, 1 duplicate left out")).toBeVisible();
  await dialog.getByRole("button", { name: "Use these values" }).click();
  await save(page);
  const saved = await readSegment(server, "values");
  expect(saved.rules[0].clauses[0].values).toEqual(["IT", 1, "1"]);
});

test("a rule includes an exact percentage of a context kind", async ({ page, server }) => {
  await prepareSegment(server, "rollout", [
    { op: "add", path: "/rules/-", value: ruleOf("plan", ["team"]) },
  ]);
  await openSegment(page, "rollout");
  const card = rule(page, "Rule 1");
  await card.getByRole("button", { name: "Limit to a percentage" }).click();
  const percentage = card.getByRole("textbox", { name: "Percentage", exact: true });
  await percentage.fill("101");
  await percentage.press("Enter");
  await expect(card.getByRole("alert")).toHaveText(/from 0 to 100/);
  await percentage.fill("12.3456");
  await percentage.press("Enter");
  await expect(card.getByRole("alert")).toHaveText(/three digits/);
  await percentage.fill("0");
  await percentage.press("Enter");
  await expect(card.getByRole("alert")).toBeHidden();
  await expect(page.getByText("The percentage is 0, so the rule lets nobody in.")).toBeVisible();
  await percentage.fill("12.5");
  await percentage.press("Enter");
  await card.getByLabel("Context kind of the percentage").fill("org");
  await page.keyboard.press("Tab");
  await card.getByLabel("Attribute that decides").fill("region");
  await card.getByLabel("Attribute that decides").press("Enter");
  const dialog = await openReview(page);
  await expect(dialog.getByRole("region", { name: "Rules" })).toContainText(
    "12.5% of matching org contexts by region (weight 12500)",
  );
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const { rules } = await readSegment(server, "rollout");
  expect(rules[0]).toMatchObject({
    weight: 12_500,
    rolloutContextKind: "org",
    bucketBy: "region",
  });
  await card.getByRole("button", { name: "Remove percentage" }).click();
  await expect(card.getByText("everyone who matches")).toBeVisible();
});

test.describe("order", () => {
  test.beforeEach(async ({ page, server }) => {
    const named = ["First", "Second", "Third"].map((name) => ruleOf("key", [name], name));
    await prepareSegment(
      server,
      "ordered",
      named.map((value) => ({ op: "add", path: "/rules/-", value })),
    );
    await openSegment(page, "ordered");
  });

  const expectOrder = async (page: Page, ...names: string[]) => {
    for (const [index, name] of names.entries()) {
      await expect(rule(page, `Rule ${index + 1} ${name}`)).toBeVisible();
    }
  };

  test("changes by the arrow keys on the handle, and is announced", async ({ page }) => {
    await page.getByRole("button", { name: /^Move rule 3,/ }).focus();
    await page.keyboard.press("ArrowUp");
    await expectOrder(page, "First", "Third", "Second");
    await expect(page.getByText("Rule 3 moved to 2 of 3")).toBeAttached();
    await expect(page.getByRole("button", { name: /^Move rule 2,/ })).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expectOrder(page, "Third", "First", "Second");
    await page.keyboard.press("ArrowUp");
    await expectOrder(page, "Third", "First", "Second");
    const dialog = await openReview(page);
    expect(await reviewedPatch(dialog)).toEqual([
      { op: "test", path: "/version", value: 2 },
      { op: "move", from: "/rules/2", path: "/rules/0" },
    ]);
  });

  test("changes by Alt and arrows from anywhere in the rule", async ({ page }) => {
    await rule(page, "Rule 1 First").getByLabel("Operator").focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expectOrder(page, "Second", "First", "Third");
  });

  test("changes by the menu", async ({ page }) => {
    await page.getByRole("button", { name: "Actions for Rule 1 First" }).click();
    await page.getByRole("menuitem", { name: "Move to the bottom" }).click();
    await expectOrder(page, "Second", "Third", "First");
  });

  test("changes by dragging", async ({ page, server }) => {
    await page
      .getByRole("button", { name: /^Move rule 3,/ })
      .dragTo(rule(page, "Rule 1 First").getByLabel("Description of the rule"));
    await expectOrder(page, "Third", "First", "Second");
    await save(page);
    const { rules } = await readSegment(server, "ordered");
    expect(rules.map((each: { description: string }) => each.description)).toEqual([
      "Third",
      "First",
      "Second",
    ]);
  });

  test("rules are copied and removed, and every step can be undone", async ({ page }) => {
    await page.getByRole("button", { name: "Duplicate Rule 1 First" }).click();
    await expectOrder(page, "First", "First", "Second", "Third");
    await expect(pendingBar(page)).toContainText("1 rule added");
    await page.getByRole("button", { name: "Actions for Rule 3 Second" }).click();
    await page.getByRole("menuitem", { name: "Delete rule" }).click();
    await expectOrder(page, "First", "First", "Third");
    await expect(rule(page, /^Rule 4/)).toBeHidden();

    await page.getByRole("button", { name: "Undo the last edit" }).click();
    await expectOrder(page, "First", "First", "Second", "Third");
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("Control+z");
    await expectOrder(page, "First", "Second", "Third");
    await expect(pendingBar(page)).toBeHidden();
    await page.keyboard.press("Control+Shift+Z");
    await expectOrder(page, "First", "First", "Second", "Third");
    await page.getByRole("button", { name: "Redo the edit" }).click();
    await expectOrder(page, "First", "First", "Third");

    await pendingBar(page).getByRole("button", { name: "Discard" }).click();
    const dialog = page.getByRole("dialog", { name: "Discard 2 changes" });
    await dialog.getByRole("button", { name: "Discard changes" }).click();
    await expect(pendingBar(page)).toBeHidden();
    await expectOrder(page, "First", "Second", "Third");
  });
});

test.describe("checks", () => {
  test("a warning names the rule and offers the one fix there is", async ({ page, server }) => {
    const clause = { contextKind: "user", attribute: "seats", op: "lessThan", values: ["50"] };
    await prepareSegment(server, "warned", [
      { op: "add", path: "/rules/-", value: { clauses: [clause] } },
    ]);
    await openSegment(page, "warned");
    const checks = page.getByRole("complementary", { name: "Checks and limits" });
    await expect(checks).toContainText("1 warning");
    await expect(checks).toContainText("Rule 1, clause 1. lessThan compares numbers");
    await rule(page, "Rule 1").getByRole("button", { name: "Change to 50" }).click();
    await expect(checks).toContainText("Nothing to mend.");
    await save(page);
    const { rules } = await readSegment(server, "warned");
    expect(rules[0].clauses[0].values).toEqual([50]);
  });

  test("an error blocks saving and says why; a warning does not", async ({ page, server }) => {
    await prepareSegment(server, "blocked", [
      { op: "add", path: "/rules/-", value: ruleOf("email", ["a@b.c"]) },
    ]);
    await openSegment(page, "blocked");
    const clause = clauses(rule(page, "Rule 1")).first();
    await clause.getByLabel("Operator").selectOption({ label: "matches regex" });
    await clause.getByRole("button", { name: "Remove the value a@b.c" }).click();
    await addValue(clause, "beta-(\\d+");
    const checks = page.getByRole("complementary", { name: "Checks and limits" });
    await expect(checks).toContainText("1 error");
    await expect(clause).toContainText("a group is opened with ( and not closed");
    const dialog = await openReview(page);
    await expect(saveButton(dialog)).toHaveAttribute("aria-disabled", "true");
    await expect(saveButton(dialog)).toHaveAccessibleDescription("1 error must be mended first.");
    await expect(dialog.getByRole("region", { name: "Guard rails" })).toContainText(
      "a group is opened with ( and not closed",
    );
    await saveButton(dialog).click({ force: true });
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    expect((await readSegment(server, "blocked")).version).toBe(2);

    await clause.getByRole("button", { name: "Remove the value beta-(\\d+" }).click();
    await addValue(clause, "(?=beta)");
    await expect(checks).toContainText("1 warning");
    await save(page);
    expect((await readSegment(server, "blocked")).version).toBe(3);
  });
});

test("hundreds of rules are listed in one line each, and one is open", async ({ page, server }) => {
  await prepareSegment(
    server,
    "many-rules",
    Array.from({ length: 300 }, (_, index) => ({
      op: "add" as const,
      path: "/rules/-",
      value: ruleOf("key", [`u-${index}`], `Number ${index + 1}`),
    })),
  );
  await openSegment(page, "many-rules");
  const list = page.getByRole("grid", { name: "All rules" });
  await expect(list).toHaveAttribute("aria-rowcount", "300");
  expect(await list.getByRole("row").count()).toBeLessThan(100);
  await list.getByRole("button", { name: "4 Number 4", exact: true }).click();
  await expect(rule(page, "Rule 4 Number 4")).toBeVisible();
});
