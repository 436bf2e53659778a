// Hostile text is text: on every screen and in every dialog nothing runs, nothing is out of place,
// and no mark for the direction of writing reaches what stands beside it.
import type { Page } from "@playwright/test";
import { expect, expectSettled, test } from "./fixtures.ts";
import {
  BACKWARDS,
  HUNDRED_KB,
  LONG_WORD,
  NASTY,
  PILE,
  SCHEME,
  expectHarmless,
  expectShown,
  watch,
} from "./hostile.ts";
import {
  DAY,
  PLACE,
  openReview,
  pressSave,
  openSegment,
  pendingBar,
  prepareSegment,
  ruleOf,
  scheduleExpirations,
  showTab,
} from "./segment.ts";
import { LAUNCHDARKLY, LaunchDarkly, SECRET } from "./launchdarkly.ts";
import { ADMIN_TOKEN, type Server } from "./server.ts";

const told = [NASTY, BACKWARDS, SCHEME, PILE];
const harmless = (page: Page) => expectHarmless(page, told);

/** A segment whose every text is hostile, in a project whose names are. */
async function prepare(server: Server) {
  const admin = { token: ADMIN_TOKEN };
  const environments = [{ key: "production", name: BACKWARDS, color: "ff0000" }];
  const project = (key: string) => ({ key, name: NASTY, environments });
  await server.call("POST", "/api/v2/projects", project("other"), admin);
  // Names cannot be changed, and the last project cannot be deleted.
  await server.call("DELETE", "/api/v2/projects/default", undefined, admin);
  await server.call("POST", "/api/v2/projects", project("default"), admin);
  await prepareSegment(server, "hostile", [
    { op: "replace", path: "/name", value: NASTY },
    { op: "add", path: "/description", value: `${BACKWARDS} ${NASTY}` },
    { op: "add", path: "/included", value: [NASTY, BACKWARDS, SCHEME, "plain"] },
    { op: "add", path: "/excluded", value: [`${BACKWARDS}2`, PILE] },
    { op: "add", path: "/rules/-", value: ruleOf(NASTY, [NASTY, BACKWARDS, SCHEME, 1], NASTY) },
    { op: "add", path: "/rules/-", value: ruleOf(BACKWARDS, [PILE, LONG_WORD], BACKWARDS) },
  ]);
  const now = await server.time();
  const dates = { [NASTY]: now + DAY, [BACKWARDS]: now + 2 * DAY, plain: now + 3 * DAY };
  await scheduleExpirations(server, "hostile", dates);
}

test.beforeEach(async ({ page }) => watch(page));

test("in the list, its menus, the switchers and the title", async ({ page, server }) => {
  await prepare(server);
  for (const [key, name] of Object.entries({ backwards: BACKWARDS, pile: PILE, scheme: SCHEME })) {
    const tags = Array.from({ length: 10_000 }, (_, index) => `${key}-${index}`);
    await server.call("POST", "/api/v2/segments/default/production", { key, name, tags });
  }
  const key = "k".repeat(256);
  await server.call("POST", "/api/v2/segments/default/production", { key, name: LONG_WORD });
  await page.goto(`${PLACE}/segments`);
  await expectSettled(page);
  await expect(page.locator(".segment-row-link")).toHaveCount(5);
  for (const name of [NASTY, BACKWARDS, SCHEME, PILE, LONG_WORD]) {
    await expectShown(page, ".segment-row-link", name);
  }
  await harmless(page);

  await page.getByRole("button", { name: /^Environment/ }).click();
  await expectShown(page, ".switcher-option-name", BACKWARDS);
  await harmless(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Project/ }).click();
  await expectShown(page, ".switcher-option-name", NASTY);
  await harmless(page);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Tags any" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  expect(await page.getByRole("menuitem").count()).toBeLessThan(300);
  await harmless(page);
  await page.keyboard.press("Escape");

  const row = page.getByRole("row").filter({ hasText: "hostile" });
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await harmless(page);
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await expectShown(page, ".dialog-title", `Delete ${NASTY}`);
  await expectShown(page, ".dialog-body p", `This deletes the segment from ${BACKWARDS}.`);
  await harmless(page);
  await page.getByLabel("Type hostile to confirm").fill("hostile");
  await page.getByRole("button", { name: "Delete segment" }).click();
  await expectShown(page, ".toast-text", `${NASTY} deleted.`);
  await harmless(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator(".segment-row-narrow").first()).toBeVisible();
  await harmless(page);
});

test.describe("on the connection page", () => {
  test.use({ expectedErrors: /status of 403/ });

  test("in the names of tokens, roles and connections, and in refusals", async ({
    page,
    context,
  }) => {
    const launchDarkly = await LaunchDarkly.start();
    await launchDarkly.answer(context);
    const names = { tokenName: `${BACKWARDS} ${NASTY}`, scopes: [NASTY, BACKWARDS] };
    let answer: [number, object] = [403, { code: NASTY, message: `${BACKWARDS} ${NASTY}` }];
    await context.route(`${LAUNCHDARKLY}/api/v2/caller-identity`, (route) =>
      route.fulfill({
        status: answer[0],
        json: answer[1],
        headers: {
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Allow-Headers": "authorization, ld-api-version, content-type",
        },
      }),
    );
    await page.goto("/connection");
    await page.getByRole("radio", { name: "Paste an access token" }).check();
    const connect = async () => {
      await page.getByLabel("Access token", { exact: true }).fill(SECRET);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
    };
    await connect();
    await expectShown(page, ".check-list-detail", NASTY);
    await harmless(page);

    answer = [403, { code: "forbidden", message: HUNDRED_KB }];
    await connect();
    await expect(page.getByRole("button", { name: /^Show all/ })).toBeVisible();
    await harmless(page);

    answer = [200, { accountId: SCHEME, tokenId: PILE, serviceToken: true, ...names }];
    await connect();
    await expect(page.getByRole("link", { name: /^Connection: Direct/ })).toBeVisible();
    await page.getByRole("link", { name: "Connection", exact: true }).click();
    await page.getByRole("button", { name: "Test connection" }).click();
    await expectShown(page, ".check-list-detail", NASTY);
    await expectShown(page, ".rail-note", BACKWARDS);
    await harmless(page);

    for (const [from, to] of [
      ["LaunchDarkly", NASTY],
      ["", BACKWARDS],
      ["", HUNDRED_KB],
    ] as const) {
      await page.getByRole("button", { name: `Rename ${from}` }).click();
      await page.getByLabel("Name", { exact: true }).fill(to);
      await harmless(page);
      await page.getByRole("button", { name: "Rename connection" }).click();
      await expectShown(page, ".saved-name", to.slice(0, 100));
      await harmless(page);
    }
    await page.getByRole("button", { name: /^Rename/ }).click();
    await page.getByLabel("Name", { exact: true }).fill(NASTY);
    await page.getByRole("button", { name: "Rename connection" }).click();
    await page.getByRole("button", { name: /^Remove/ }).click();
    await harmless(page);
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(page.getByText(/^Paste the access token of .* again/)).toBeVisible();
    await harmless(page);
    await connect();
    await expect(page.getByText(/^Connected to /)).toBeVisible();
    await harmless(page);
    await page.close();
    await launchDarkly.stop();
  });
});

test("in the filter and in addresses that lead nowhere", async ({ page, server }) => {
  await prepare(server);
  const query = new URLSearchParams({ q: NASTY.replaceAll("\0", ""), tag: BACKWARDS });
  await page.goto(`${PLACE}/segments?${query}`);
  await expect(page.getByText("No segments match.")).toBeVisible();
  await expectShown(page, ".chip-label", BACKWARDS);
  await harmless(page);
  await page.goto(`/${encodeURIComponent(BACKWARDS)}/${encodeURIComponent("<img src=x>")}`);
  await expect(page.getByText("There is nothing at this address.")).toBeVisible();
  await harmless(page);
});

test.describe("an address of a place that cannot be", () => {
  test.use({ expectedErrors: /status of 40[04]/ });

  test("is told as text", async ({ page }) => {
    const markup = encodeURIComponent("<img src=x onerror=pwned=1>");
    await page.goto(`/p/${markup}/${encodeURIComponent(BACKWARDS)}/segments`);
    await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    await harmless(page);
    await page.goto(`${PLACE}/segments/${encodeURIComponent(BACKWARDS)}/rules`);
    await expect(page.getByRole("main")).toContainText(/does not exist|could not be loaded/);
    await harmless(page);
  });
});

test("in what is typed for a new segment, and when it is made", async ({ page, server }) => {
  await prepare(server);
  await page.goto(`${PLACE}/segments`);
  await page.getByRole("button", { name: "New segment" }).click();
  const dialog = page.getByRole("dialog", { name: "New segment" });
  await expectShown(page, ".dialog-subtitle", `In ${NASTY} / ${BACKWARDS}`);
  await dialog.getByLabel("Name").fill(`${BACKWARDS}\uD800 made`);
  await dialog.getByLabel("Key").fill(`<b>${BACKWARDS}`);
  await dialog.getByLabel("Description").fill(`${NASTY}\uDC00`);
  for (const tag of [BACKWARDS, "<b>x", LONG_WORD]) {
    await dialog.getByLabel("Tags").fill(tag);
    await dialog.getByLabel("Tags").press("Enter");
  }
  await expectShown(page, ".tag-input .chip-label", BACKWARDS);
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByLabel("Key")).toHaveAttribute("aria-invalid", "true");
  await harmless(page);
  await dialog.getByLabel("Key").fill("made");
  while ((await dialog.getByRole("button", { name: /^Remove/ }).count()) > 0) {
    await dialog.getByRole("button", { name: /^Remove/ }).first().click();
  }
  await dialog.getByRole("button", { name: "Create segment" }).click();
  await expect(page).toHaveURL(/\/segments\/made\/rules$/);
  // A half of a pair of UTF-16 is no character; it is made one that says so.
  await expectShown(page, "h1", `${BACKWARDS}\uFFFD made`);
  await expectShown(page, ".toast-text", `${BACKWARDS}\uFFFD made created.`);
  await expectHarmless(page, [...told, `${BACKWARDS}\uFFFD made`, `${NASTY}\uFFFD`]);
});

test("in every tab of a segment and its details", async ({ page, server }) => {
  await prepare(server);
  const description = `${BACKWARDS} ${NASTY}`;
  const all = async () => expectHarmless(page, [...told, `${BACKWARDS}2`, description]);
  await openSegment(page, "hostile");
  await expectShown(page, "h1", NASTY);
  await expectShown(page, ".segment-description", description);
  await expectShown(page, ".value-chip-text", BACKWARDS);
  await expect(page).toHaveTitle(/ · .* · Segdeck$/s);
  await all();
  await page.getByRole("button", { name: /^Actions for Rule 1/ }).click();
  await all();
  await page.keyboard.press("Escape");

  await showTab(page, "Targets");
  await expectShown(page, ".target-key", NASTY);
  await expectShown(page, ".target-key", BACKWARDS);
  await all();
  const field = page.getByLabel("Add a key to included");
  await field.fill(BACKWARDS);
  await field.press("Enter");
  await expect(page.getByRole("alert")).toContainText("is in the list already.");
  await all();
  await page.getByRole("button", { name: "Paste keys", exact: true }).click();
  await page.getByLabel("Keys, one a line").fill(`${BACKWARDS}\n${NASTY}\nnew`);
  await all();
  await page.keyboard.press("Escape");

  await showTab(page, "Expirations");
  await expectShown(page, ".target-key", NASTY);
  await all();
  await page.getByRole("button", { name: /^Change when/ }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await all();
  await page.keyboard.press("Escape");

  await showTab(page, "JSON");
  const pane = page.getByRole("region", { name: "Segment as JSON" });
  await all();
  await pane.getByRole("radio", { name: /^Saved/ }).check();
  const code = pane.getByRole("list", { name: "Segment as JSON" });
  await expect(code.getByText('"name"')).toBeVisible();
  await expect(code).toContainText("\\u202e");
  await all();

  await showTab(page, "History");
  const changes = page.getByRole("button", { name: /^Changes of v2/ });
  await expect(changes).toHaveCount(2);
  await changes.last().click();
  await expectShown(page, ".history-list .key-chip", BACKWARDS);
  await all();

  await page.getByRole("button", { name: "Edit details" }).click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue(
    NASTY.replaceAll(/[\r\n]/g, ""),
  );
  await all();
});

test("in the review, in what is saved, and in the server's own words", async ({ page, server }) => {
  await prepare(server);
  await openSegment(page, "hostile", "json");
  const changed = `${BACKWARDS}changed`;
  const clause = ruleOf(BACKWARDS, [`${BACKWARDS}3`], `${BACKWARDS}4`);
  const patch = [
    { op: "replace", path: "/name", value: changed },
    { op: "replace", path: "/description", value: `${NASTY} changed` },
    { op: "replace", path: "/rules/1/description", value: changed },
    { op: "add", path: "/rules/0/clauses/0/values/-", value: `${BACKWARDS}3` },
    { op: "replace", path: "/rules/1/clauses/0/values", value: [BACKWARDS, NASTY] },
    { op: "add", path: "/rules/-", value: clause },
    { op: "replace", path: "/included", value: [BACKWARDS, SCHEME, `${NASTY}5`] },
  ];
  await page.getByRole("textbox", { name: "JSON Patch" }).fill(JSON.stringify(patch));
  const all = () => {
    const more = [`${BACKWARDS}2`, `${BACKWARDS}3`, `${NASTY}5`, changed, `${NASTY} changed`];
    return expectHarmless(page, [...told, ...more, `${BACKWARDS} ${NASTY}`]);
  };
  const format = page.getByRole("button", { name: "Format" });
  await format.click();
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("changed");
  await all();
  await page.getByRole("button", { name: "Apply to draft" }).click();
  await expect(pendingBar(page)).toContainText("changes");
  await all();
  const dialog = await openReview(page);
  await dialog.getByLabel("Comment").fill(NASTY);
  await expectShown(page, ".before-after-line", changed);
  await all();
  await dialog.getByRole("tab", { name: "JSON Patch" }).click();
  await expect(dialog.getByRole("list", { name: "JSON Patch", exact: true })).toContainText(
    "\\u202e",
  );
  await all();
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  await expectShown(page, "h1", changed);
  await all();
});

test("text of any length leaves room for everything else", async ({ page, server }) => {
  const key = "k".repeat(256);
  const tags = Array.from({ length: 10_000 }, (_, index) => `tag-${index}`);
  await prepareSegment(server, key, [
    { op: "replace", path: "/name", value: LONG_WORD },
    { op: "add", path: "/description", value: HUNDRED_KB },
    { op: "replace", path: "/tags", value: tags },
    { op: "add", path: "/included", value: [HUNDRED_KB, "short"] },
    { op: "add", path: "/rules/-", value: ruleOf(HUNDRED_KB, [HUNDRED_KB, "short"], HUNDRED_KB) },
  ]);
  const now = await server.time();
  await scheduleExpirations(server, key, { [HUNDRED_KB]: now + DAY });
  await page.goto(`${PLACE}/segments`);
  await expect(page.locator(".segment-row-link")).toHaveText([LONG_WORD]);
  await harmless(page);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await openSegment(page, key);
    await expect(page.getByRole("region", { name: /^Rule 1/ })).toBeVisible();
    await harmless(page);
    for (const tab of ["Targets", "Expirations", "JSON"] as const) {
      await showTab(page, tab);
      await expectSettled(page);
      await harmless(page);
    }
    await page.getByRole("button", { name: /^Actions for W/ }).click();
    await page.getByRole("menuitem", { name: "Edit details" }).click();
    const details = page.getByRole("dialog", { name: "Edit details" });
    await expect(details.getByLabel("Description")).toHaveValue(HUNDRED_KB);
    await details.getByLabel("Description").fill(`${HUNDRED_KB}!`);
    await expect(details.getByRole("button", { name: "Add to draft" })).toBeInViewport();
    await harmless(page);
    await details.getByRole("button", { name: "Add to draft" }).click();
    const review = await openReview(page);
    await expect(review.getByRole("button", { name: /^Save to/ })).toBeInViewport();
    await expect(review.getByLabel("Comment")).toBeInViewport();
    await harmless(page);
    await review.getByRole("button", { name: "Keep editing" }).click();
    await pendingBar(page).getByRole("button", { name: "Discard" }).click();
    await expect(pendingBar(page)).toBeHidden();
    await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).not.toContain("W!");
  }
});

test("what is too long to be shown at once is shown in part, and edited as a whole", async ({
  page,
  server,
}) => {
  const before = `${HUNDRED_KB} and the end`;
  await prepareSegment(server, "long", [
    { op: "add", path: "/description", value: before },
    { op: "add", path: "/included", value: [before] },
    { op: "add", path: "/rules/-", value: ruleOf(before, [before], before) },
  ]);
  await openSegment(page, "long");
  const whole = (name: string) => page.getByRole("dialog", { name }).getByLabel("Whole text");
  const rule = page.getByRole("region", { name: /^Rule 1/ });
  for (const name of ["Description of the rule", "Attribute", "Value"]) {
    await rule.getByRole("button", { name: `Edit all 100,012 characters of ${name}` }).click();
    await expect(whole(name)).toHaveValue(before);
    await harmless(page);
    // It confirms the dialog of the text, and moves no rule.
    await whole(name).press("Alt+ArrowDown");
    await whole(name).fill(`${HUNDRED_KB} ${name}`);
    await whole(name).press("Control+Enter");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await showTab(page, "Targets");
  await page.getByRole("button", { name: "Show all 100,012 characters of Key" }).click();
  await expect(whole("Key")).toHaveValue(before);
  await expect(whole("Key")).not.toBeEditable();
  await page.getByRole("dialog").getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(before);
  await page.keyboard.press("Escape");

  const dialog = await openReview(page);
  // Both show where they differ, a hundred thousand characters from their beginning.
  await expect(dialog.locator(".before-after-line").first()).toContainText("and the end");
  await expect(dialog.getByText("W Description of the rule")).toBeVisible();
  await dialog.getByRole("button", { name: /characters of What it is$/ }).first().click();
  await expect(whole("What it is")).toHaveValue(`${HUNDRED_KB} Description of the rule`);
  // It closes its own dialog only, and saves nothing.
  await whole("What it is").press("Control+Enter");
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("button", { name: "Save to Production" })).toBeVisible();
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  const { rules } = await server.call("GET", "/api/v2/segments/default/production/long");
  expect(rules[0].description).toBe(`${HUNDRED_KB} Description of the rule`);
  expect(rules[0].clauses[0].attribute).toBe(`${HUNDRED_KB} Attribute`);
  expect(rules[0].clauses[0].values).toEqual([`${HUNDRED_KB} Value`]);
});
