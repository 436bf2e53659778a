// A save that is cut at any boundary of its requests loses nothing and does nothing twice.
import type { Page } from "@playwright/test";
import { edit as editByPatch } from "./conflicts.ts";
import { expect, test } from "./fixtures.ts";
import type { Fault, Server } from "./server.ts";
import {
  DAY,
  PLACE,
  openFreshReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readExpirations,
  readSegment,
  reviewDialog,
  ruleOf,
  showTab,
} from "./segment.ts";

/** The requests of a save, in their order. */
const REQUESTS = ["getSegment", "patchSegment", "patchExpiringTargetsForSegment"] as const;

const CUTS: [string, Fault["effect"]][] = [
  ["before the request arrives", { kind: "dropBefore" }],
  ["after it was carried out", { kind: "dropAfter" }],
  ["in the middle of the answer", { kind: "truncate", bytes: 30 }],
];

const DONE = /^Saved v\d+\.$|^Expirations saved\.$|has all your changes already\.$/;

const START = Date.UTC(2027, 0, 15, 8, 0);

test.use({ serverOptions: { faults: [] }, expectedErrors: /net::ERR_|status of 409/ });

/** A new rule, a new target and a date for it: three things that could come twice. */
async function edit(page: Page, server: Server) {
  await prepareSegment(server, "cut", [{ op: "add", path: "/included", value: ["anna"] }]);
  await openSegment(page, "cut", "rules");
  await page.getByRole("button", { name: "Add rule" }).first().click();
  const rule = page.getByRole("region", { name: "Rule 1" });
  await rule.getByLabel("Attribute").fill("plan");
  await page.keyboard.press("Tab");
  await rule.getByLabel(/^Add a value to/).fill("pro");
  await rule.getByLabel(/^Add a value to/).press("Enter");
  await showTab(page, "Expirations");
  await page.getByRole("button", { name: "Add expiration" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add expiration" });
  await dialog.getByLabel("Context key").fill("bob");
  await dialog.getByRole("button", { name: "+7d" }).click();
  await dialog.getByRole("button", { name: "Add to draft" }).click();
  await expect(pendingBar(page)).toContainText("1 rule added");
}

/** Goes on as a person would, until nothing is left to save. */
async function goOn(page: Page) {
  const dialog = reviewDialog(page);
  const done = page.getByText(DONE);
  await expect(dialog.getByRole("alert").or(done).first()).toBeVisible({ timeout: 40_000 });
  // It closes by itself where it turns out that all was saved.
  await expect(async () => {
    const keep = dialog.getByRole("button", { name: "Keep editing" });
    if (await dialog.isVisible()) await keep.click({ timeout: 1_000 });
    await expect(dialog).toBeHidden({ timeout: 1_000 });
  }).toPass();
  for (let attempt = 0; attempt < 3 && (await pendingBar(page).isVisible()); attempt += 1) {
    await pendingBar(page).getByRole("button", { name: "Review & save" }).click();
    // Either there is something to save, or it turns out that it was.
    const rebase = dialog.getByRole("button", { name: /^Rebase onto/ });
    const save = dialog.getByRole("button", { name: /^Save to/ });
    await expect(rebase.or(save).or(done.last()).first()).toBeVisible();
    if (await rebase.isVisible()) {
      // A look that is still on its way can find that all was saved, and takes the button away.
      await rebase.click({ timeout: 2_000 }).catch(() => undefined);
      await expect(save.or(done.last()).first()).toBeVisible();
    }
    if (await save.isVisible()) await pressSave(dialog);
    await expect(dialog).toBeHidden();
  }
  await expect(pendingBar(page)).toBeHidden();
}

async function expectSavedOnce(server: Server) {
  const saved = await readSegment(server, "cut");
  expect(saved.version).toBe(3);
  expect(saved.included).toEqual(["anna", "bob"]);
  expect(saved.rules).toHaveLength(1);
  expect(saved.rules[0].clauses).toHaveLength(1);
  expect(saved.rules[0].clauses[0].values).toEqual(["pro"]);
  const dates = await readExpirations(server, "cut");
  expect(Object.keys(dates)).toEqual(["bob"]);
  expect(Math.abs(dates.bob! - (START + 7 * DAY))).toBeLessThan(60_000);
}

for (const operation of REQUESTS) {
  for (const [when, effect] of CUTS) {
    test(`${operation}, cut ${when}`, async ({ page, server, sent, setTime }) => {
      await setTime(START);
      await edit(page, server);
      const dialog = await openFreshReview(page, sent);
      await server.setFaults([{ operation, nth: 1, effect }]);
      await pressSave(dialog);
      await goOn(page);
      await expectSavedOnce(server);
    });

    test(`${operation}, cut ${when}, and nothing answers for a while`, async ({
      page,
      server,
      sent,
      setTime,
    }) => {
      await setTime(START);
      await edit(page, server);
      const dialog = await openFreshReview(page, sent);
      await server.setFaults([{ operation, effect }, ...blackout(operation)]);
      await pressSave(dialog);
      const told = dialog.getByRole("alert").or(page.getByText(DONE)).first();
      await expect(told).toBeVisible({ timeout: 40_000 });
      await server.setFaults([]);
      await goOn(page);
      await expectSavedOnce(server);
    });
  }
}

test.describe("instructions in batches", () => {
  const KEYS = Array.from({ length: 2_900 }, (_, index) => `u-${index}`);

  /** Three requests: two batches of targets and a rule, and what no instruction says. */
  async function editMuch(page: Page, server: Server) {
    await prepareSegment(server, "cut", [
      { op: "add", path: "/included", value: ["anna", ...KEYS] },
    ]);
    await openSegment(page, "cut", "json");
    await editByPatch(page, [
      { op: "replace", path: "/included", value: ["anna"] },
      { op: "add", path: "/rules/-", value: ruleOf("plan", ["pro"], "Paying") },
      { op: "add", path: "/description", value: "Cut" },
    ]);
  }

  for (const nth of [1, 2, 3]) {
    for (const [when, effect] of CUTS) {
      test(`request ${nth} of 3, cut ${when}`, async ({ page, server, sent }) => {
        await editMuch(page, server);
        const dialog = await openFreshReview(page, sent);
        await dialog.getByRole("radio", { name: /^Semantic patch/ }).check();
        await expect(dialog.getByText(/^3 requests: semantic patch/)).toBeVisible();
        await server.setFaults([{ operation: "patchSegment", nth, effect }]);
        await pressSave(dialog);
        await goOn(page);
        const saved = await readSegment(server, "cut");
        expect([saved.included, saved.description]).toEqual([["anna"], "Cut"]);
        expect(saved.rules).toHaveLength(1);
        expect(saved.rules[0].clauses).toHaveLength(1);
        // No request more than there are was carried out.
        expect(saved.version).toBeLessThanOrEqual(5);
      });
    }
  }
});

test.describe("a new segment", () => {
  for (const [when, effect] of CUTS) {
    test(`cut ${when}`, async ({ page, server, sent }) => {
      await page.goto(`${PLACE}/segments`);
      await page.getByRole("button", { name: "New segment" }).first().click();
      const dialog = page.getByRole("dialog", { name: "New segment" });
      await dialog.getByLabel("Name").fill("Cut");
      await expect(dialog.getByText(/available in Production/)).toBeVisible();
      await server.setFaults([{ operation: "postSegment", nth: 1, effect }]);
      const create = dialog.getByRole("button", { name: "Create segment" });
      await create.click();
      const heading = page.getByRole("heading", { level: 1, name: "Cut" });
      await expect(dialog.getByRole("alert").or(heading).first()).toBeVisible({ timeout: 40_000 });
      if (await dialog.isVisible()) await create.click();
      await expect(heading).toBeVisible();
      const { items } = await server.call("GET", "/api/v2/segments/default/production");
      expect(items.map(({ key }: { key: string }) => key)).toEqual(["cut"]);
      expect((await readSegment(server, "cut")).version).toBe(1);
      expect(sent.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(2);
    });
  }
});

test.describe("a request for an approval", () => {
  for (const [when, effect] of CUTS) {
    test(`cut ${when}`, async ({ page, server, sent }) => {
      await prepareSegment(server, "cut", [{ op: "add", path: "/included", value: ["anna"] }]);
      await openSegment(page, "cut", "json");
      await editByPatch(page, [{ op: "add", path: "/included/-", value: "bob" }]);
      const dialog = await openFreshReview(page, sent);
      await dialog.getByRole("button", { name: "Request approval instead" }).click();
      const ask = dialog.getByRole("button", { name: /^Request approval in/ });
      await server.setFaults([{ operation: "postApprovalRequest", nth: 1, effect }]);
      await ask.click();
      // A browser that sends it again by itself gets it through; otherwise it is told.
      const told = dialog.getByRole("alert").filter({ hasText: "Your draft is kept." });
      const done = page.getByText(/^Approval requested\./);
      await expect(told.or(done).first()).toBeVisible({ timeout: 40_000 });
      if (await dialog.isVisible()) {
        const before = await server.call("GET", "/api/v2/approval-requests");
        if (before.items.length > 0) {
          await expect(ask).toHaveAccessibleDescription(/^This change is requested already/);
        } else {
          await ask.click();
          await expect(dialog).toBeHidden();
        }
      }
      const requests = async () =>
        (await server.call("GET", "/api/v2/approval-requests")).items.length;
      await expect.poll(requests).toBe(1);
      expect((await readSegment(server, "cut")).included).toEqual(["anna"]);
    });
  }
});

/** No reading is answered once the save has read what it is about to change. */
function blackout(operation: string): Fault[] {
  if (operation === "getSegment") return [];
  const nth = Array.from({ length: 12 }, (_, index) => index + 2);
  return ["getSegment", "getExpiringTargetsForSegment"].flatMap((read) =>
    nth.map((nth): Fault => ({ operation: read, nth, effect: { kind: "dropBefore" } })),
  );
}
