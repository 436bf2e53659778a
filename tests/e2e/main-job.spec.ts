// What the dashboard is for, from an empty project to a target that has left by itself.
import { expect, expectSettled, test } from "./fixtures.ts";
import {
  DAY,
  HOUR,
  PLACE,
  openReview,
  pendingBar,
  readExpirations,
  readSegment,
  reviewedPatch,
  save,
  pressSave,
  showTab,
} from "./segment.ts";

test("creates a segment, saves a rule by JSON Patch, and a target leaves on time", async ({
  page,
  server,
  setTime,
}) => {
  await page.goto("/");
  await expectSettled(page);
  await expect(page).toHaveURL(/\/p\/default\/\w+\/segments$/);
  await page.goto(`${PLACE}/segments`);

  await test.step("create a segment", async () => {
    await expect(page.getByText("No segments in Production yet.")).toBeVisible();
    await page.getByRole("button", { name: "New segment" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("Beta testers");
    await expect(dialog.getByLabel("Key")).toHaveValue("beta-testers");
    await dialog.getByLabel("Description").fill("They see it first.");
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beta testers");
    await expect(page).toHaveURL(`${PLACE}/segments/beta-testers/rules`);
    await expect(page).toHaveTitle("Beta testers · Production · Segdeck");
  });

  await test.step("add a rule with two clauses", async () => {
    await page.getByRole("button", { name: "Add rule" }).first().click();
    const rule = page.getByRole("region", { name: "Rule 1" });
    await rule.getByLabel("Description of the rule").fill("Paying customers abroad");
    await page.keyboard.press("Tab");
    const first = rule.getByRole("group", { name: /^user\./ });
    await first.getByLabel("Attribute").fill("country");
    await page.keyboard.press("Tab");
    await first.getByLabel("Operator").selectOption({ label: "is not one of" });
    await first.getByLabel(/^Add a value/).fill("DE");
    await first.getByLabel(/^Add a value/).press("Enter");
    await rule.getByRole("button", { name: "Clause", exact: true }).click();
    const second = rule.getByRole("group", { name: /^user\./ }).nth(1);
    await second.getByLabel("Context kind").fill("organization");
    await page.keyboard.press("Tab");
    const seats = rule.getByRole("group", { name: /^organization\./ });
    await seats.getByLabel("Attribute").fill("seats");
    await page.keyboard.press("Tab");
    await seats.getByLabel("Operator").selectOption({ label: "is greater than" });
    await seats.getByLabel(/^Add a value/).fill("50");
    await seats.getByLabel(/^Add a value/).press("Enter");
    await expect(seats).toHaveAccessibleName("organization.seats is greater than 50");
  });

  await test.step("review the diff and the exact patch, and save", async () => {
    await expect(pendingBar(page)).toContainText("1 rule added");
    const dialog = await openReview(page);
    const rules = dialog.getByRole("region", { name: "Rules" });
    await expect(rules.getByRole("listitem")).toHaveText(
      /Rule 1 Paying customers abroad added.*user\.country is not one of DE and organization\.seats is greater than 50/,
    );
    expect(await reviewedPatch(dialog)).toEqual([
      { op: "test", path: "/version", value: 1 },
      {
        op: "add",
        path: "/rules/-",
        value: {
          description: "Paying customers abroad",
          clauses: [
            { contextKind: "user", attribute: "country", op: "in", negate: true, values: ["DE"] },
            {
              contextKind: "organization",
              attribute: "seats",
              op: "greaterThan",
              negate: false,
              values: [50],
            },
          ],
        },
      },
    ]);
    await dialog.getByLabel("Comment").fill("Asked for by sales");
    await pressSave(dialog);
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Saved v2.")).toBeVisible();
    await expect(page.getByText("v2 · saved")).toBeVisible();
    const saved = await readSegment(server, "beta-testers");
    expect(saved.version).toBe(2);
    expect(saved.rules[0].clauses[1].values).toEqual([50]);
  });

  const now = await server.time();
  await test.step("paste targets, one of them for a week", async () => {
    await showTab(page, "Targets");
    await page.getByRole("button", { name: "Paste keys", exact: true }).click();
    const paste = page.getByRole("dialog", { name: "Paste keys" });
    await paste.getByLabel("Keys, one a line").fill("anna\nbob\n\nanna\ncarla");
    await paste.getByRole("button", { name: "Add 3 to draft" }).click();
    const included = page.getByRole("grid", { name: "Included user keys" });
    await expect(included.getByRole("row")).toHaveCount(3);
    await included.getByRole("button", { name: "Set when bob expires" }).click();
    const date = page.getByRole("dialog", { name: "When bob expires" });
    await date.getByRole("button", { name: "+7d" }).click();
    await date.getByRole("button", { name: "Set expiration" }).click();
    await expect(pendingBar(page)).toContainText("3 targets included, 1 expiration changed");
    await save(page);
    const saved = await readSegment(server, "beta-testers");
    expect(saved.included.toSorted()).toEqual(["anna", "bob", "carla"]);
    expect(saved.version).toBe(3);
    const dates = await readExpirations(server, "beta-testers");
    expect(Object.keys(dates)).toEqual(["bob"]);
    expect(Math.abs(Number(dates.bob) - (now + 7 * DAY))).toBeLessThan(60_000);
  });

  await test.step("a week later the target has left", async () => {
    const included = page.getByRole("grid", { name: "Included user keys" });
    await setTime(now + 7 * DAY + HOUR);
    await expect(included.getByText("bob")).toBeHidden();
    await expect(included.getByRole("row")).toHaveCount(2);
    await expect(page.getByText("v4 · saved")).toBeVisible();
    await showTab(page, "Expirations");
    await expect(page.getByText("No target expires.")).toBeVisible();
    const left = await readSegment(server, "beta-testers");
    expect(left.included.toSorted()).toEqual(["anna", "carla"]);
    expect(left.version).toBe(4);
  });
});
