// Guard rails: what an edit would do that is probably not meant, said before it is saved.
import type { Locator, Page } from "@playwright/test";
import { edit } from "./conflicts.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import {
  type Operation,
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readSegment,
  ruleOf,
  saveButton,
} from "./segment.ts";

const guardRails = (dialog: Locator) => dialog.getByRole("region", { name: "Guard rails" });

/** Edits the segment by a patch and opens the review. */
async function review(page: Page, key: string, patch: Operation[]) {
  await openSegment(page, key, "json");
  await edit(page, patch);
  return openReview(page);
}

const addRule = (value: unknown): Operation => ({ op: "add", path: "/rules/-", value });

/** A rule of one clause about the key of users. */
const aboutKeys = (op: string, values: unknown[], negate = false) => ({
  clauses: [{ contextKind: "user", attribute: "key", op, values, negate }],
});

async function expectStopped(dialog: Locator, errors = "1 error") {
  const save = saveButton(dialog);
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await expect(save).toHaveAccessibleDescription(`${errors} must be mended first.`);
  // Not only for those who point at the button.
  await expect(dialog.getByText(`${errors} must be mended first.`)).toBeVisible();
}

const expectFree = (dialog: Locator) =>
  expect(saveButton(dialog)).not.toHaveAttribute("aria-disabled", "true");

test("nothing stands out where nothing does", async ({ page, server }) => {
  await prepareSegment(server, "careful", [{ op: "add", path: "/included", value: ["anna"] }]);
  const dialog = await review(page, "careful", [{ op: "replace", path: "/name", value: "Other" }]);
  await expect(guardRails(dialog)).toContainText("Nothing stands out.");
  await expect(guardRails(dialog).getByText("Warning")).toHaveCount(0);
});

test("an audience that becomes empty", async ({ page, server }) => {
  await prepareSegment(server, "careful", [{ op: "add", path: "/included", value: ["anna"] }]);
  await openSegment(page, "careful", "targets");
  await page.getByRole("button", { name: "Remove anna" }).click();
  const dialog = await openReview(page);
  await expect(guardRails(dialog)).toContainText("Nobody can be in the segment any more");
  await expectFree(dialog);
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  expect((await readSegment(server, "careful")).included).toEqual([]);
});

test("a rule without clauses matches everyone", async ({ page, server }) => {
  await prepareSegment(server, "careful", [addRule(ruleOf("plan", ["pro"]))]);
  const dialog = await review(page, "careful", [addRule({ clauses: [] })]);
  const told = guardRails(dialog).getByText("The rule has no clause, so it matches everyone.");
  await expect(told).toBeVisible();
  await expect(guardRails(dialog)).toContainText("Rule 2");
  await expectFree(dialog);
  await expectAccessible(page);
});

for (const [what, rule] of [
  ["starts with nothing", aboutKeys("startsWith", [""])],
  ["matches any text", aboutKeys("matches", [".*"])],
  ["is not one of no value", aboutKeys("in", [], true)],
] as const) {
  test(`a rule whose key ${what} matches everyone`, async ({ page, server }) => {
    await prepareSegment(server, "careful", [addRule(ruleOf("plan", ["pro"]))]);
    const dialog = await review(page, "careful", [addRule(rule)]);
    await expect(guardRails(dialog)).toContainText("Rule 2 lets in every user");
    await expectFree(dialog);
  });
}

test("a rule at 0 %", async ({ page, server }) => {
  await prepareSegment(server, "careful", [addRule(ruleOf("plan", ["pro"]))]);
  const none = { ...ruleOf("plan", ["team"]), weight: 0 };
  const dialog = await review(page, "careful", [addRule(none)]);
  await expect(guardRails(dialog)).toContainText("The percentage is 0, so the rule lets nobody in.");
  await expect(guardRails(dialog)).toContainText("Rule 2");
  await expectFree(dialog);
});

test("a target on both sides stops the save", async ({ page, server }) => {
  await prepareSegment(server, "careful", [
    { op: "add", path: "/included", value: ["anna", "bob"] },
    { op: "add", path: "/excluded", value: ["olga"] },
  ]);
  await openSegment(page, "careful", "targets");
  await page.getByRole("button", { name: "Move bob to excluded" }).click();
  const dialog = await openReview(page);
  // One half of a move taken back leaves the target on both lists.
  await dialog.getByRole("button", { name: "Take back: 1 target no longer included" }).click();
  const rails = guardRails(dialog);
  await expect(rails).toContainText('Error: The user "bob" is both included and excluded.');
  await expect(rails).toContainText("Excluded targets");
  await expectStopped(dialog);
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeVisible();
  expect((await readSegment(server, "careful")).version).toBe(2);
});

// The form and the JSON view let nobody pass a limit; what is taken back in the review can.
for (const [what, base, patch, takeBack, said] of [
  [
    "targets",
    [{ op: "add", path: "/included", value: Array.from({ length: 15_000 }, (_, n) => `u${n}`) }],
    [
      { op: "remove", path: "/included/14999" },
      { op: "add", path: "/excluded/-", value: "one-more" },
    ],
    "1 target no longer included",
    "The segment would have 15001 individual targets",
  ],
  [
    "values of clauses",
    [
      addRule(ruleOf("plan", Array.from({ length: 49_999 }, (_, n) => n))),
      addRule(ruleOf("plan", ["last"])),
    ],
    [{ op: "remove", path: "/rules/1" }, addRule(ruleOf("plan", ["one-more"]))],
    "1 rule removed",
    "The rules would have 50001 clause values together",
  ],
] as [string, Operation[], Operation[], string, string][]) {
  test(`more ${what} than are allowed stop the save`, async ({ page, server }) => {
    test.slow();
    await prepareSegment(server, "careful", base);
    const dialog = await review(page, "careful", patch);
    await dialog.getByRole("button", { name: `Take back: ${takeBack}` }).click();
    await expect(guardRails(dialog)).toContainText(said);
    await expectStopped(dialog);
  });
}

test.describe("about other segments", () => {
  test.use({ expectedErrors: /status of 404/ });

  const nests = (key: string) => ({
    clauses: [{ attribute: "segmentMatch", op: "segmentMatch", negate: false, values: [key] }],
  });

  test("one that does not exist", async ({ page, server }) => {
    await prepareSegment(server, "careful", [addRule(ruleOf("plan", ["pro"]))]);
    const dialog = await review(page, "careful", [addRule(nests("nowhere"))]);
    const rails = guardRails(dialog);
    await expect(rails).toContainText('There is no segment "nowhere" in this environment');
    await expect(rails).toContainText("Rule 2, clause 1");
    await expectFree(dialog);
  });

  test("a circle stops the save, and the request for an approval", async ({ page, server }) => {
    await prepareSegment(server, "careful", [addRule(ruleOf("plan", ["pro"]))]);
    await prepareSegment(server, "inner", [addRule(nests("careful"))]);
    const dialog = await review(page, "careful", [addRule(nests("inner"))]);
    await expect(guardRails(dialog)).toContainText(
      "the segment contains itself: careful > inner > careful",
    );
    await expectStopped(dialog);
    await dialog.getByRole("button", { name: "Request approval instead" }).click();
    await expect(
      dialog.getByRole("button", { name: /^Request approval in/ }),
    ).toHaveAccessibleDescription("1 error must be mended first.");
  });
});

test.describe("with demo data", () => {
  test.use({ serverOptions: { seed: "demo" } });

  test("flags that use the segment are named, and attributes that nobody has", async ({ page }) => {
    const [clause] = ruleOf("no-such-attribute", ["x"]).clauses;
    const negated = addRule({ clauses: [{ ...clause, negate: true }] });
    const dialog = await review(page, "beta-testers", [negated]);
    const flags = dialog.getByRole("region", { name: "Flags" });
    await expect(flags.getByRole("heading")).toHaveText("Affects 1 flag");
    await expect(flags.getByRole("listitem")).toHaveText("Checkout, third version checkout-v3");
    await expect(guardRails(dialog)).toContainText(
      'No user context has the attribute "no-such-attribute"',
    );
    await expect(guardRails(dialog)).toContainText("a clause does not match, negated or not");
  });

  test("a change that leaves the audience as it is affects no flag", async ({ page }) => {
    const dialog = await review(page, "beta-testers", [
      { op: "replace", path: "/name", value: "Renamed" },
    ]);
    await expect(pendingBar(page)).toContainText("1 change");
    await expect(guardRails(dialog)).toBeVisible();
    await expect(dialog.getByRole("region", { name: "Flags" })).toHaveCount(0);
  });
});
