// Every screen and dialog as assistive technology meets it: audited in both themes, and the outline
// of each page.
import type { Page } from "@playwright/test";
import {
  expect,
  expectAccessible,
  expectContrast,
  expectScrollable,
  expectSettled,
  test,
} from "./fixtures.ts";
import { PLACE, openReview, openSegment, prepareSegment, ruleOf } from "./segment.ts";

test.use({ serverOptions: { seed: "demo" } });

const segment = `${PLACE}/segments/beta-testers`;

/** What is audited, and how to get there from the page's address. */
const screens: { name: string; path: string; open?: (page: Page) => Promise<void> }[] = [
  { name: "the list", path: `${PLACE}/segments` },
  {
    name: "the list, filtered",
    path: `${PLACE}/segments`,
    open: async (page) => {
      await page.getByRole("button", { name: "Tags any" }).click();
      await page.getByRole("menuitem").first().click();
      await page.getByRole("searchbox").fill("nothing is called this");
      await expect(page.getByText("No segments match.")).toBeVisible();
    },
  },
  {
    name: "a menu",
    path: `${PLACE}/segments`,
    open: async (page) => {
      await page.getByRole("button", { name: /^Actions for/ }).first().click();
      await expect(page.getByRole("menuitem", { name: "Open" })).toBeVisible();
    },
  },
  {
    name: "the create dialog",
    path: `${PLACE}/segments`,
    open: async (page) => {
      await page.getByRole("button", { name: "New segment" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Beta testers");
      await page.getByRole("radio", { name: /^Big segment/ }).check();
      await expect(page.getByText("The key is taken.").first()).toBeVisible();
    },
  },
  {
    name: "the delete dialog",
    path: `${PLACE}/segments`,
    open: async (page) => {
      await page.getByRole("button", { name: /^Actions for/ }).first().click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  { name: "rules", path: `${segment}/rules` },
  {
    name: "rules with problems",
    path: `${segment}/rules`,
    open: async (page) => {
      await page.getByRole("button", { name: "Add rule" }).first().click();
      await page.getByRole("button", { name: "Limit to a percentage" }).last().click();
      await page.getByLabel("Percentage", { exact: true }).last().fill("101");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  { name: "targets", path: `${segment}/targets` },
  {
    name: "the paste dialog",
    path: `${segment}/targets`,
    open: async (page) => {
      await page.getByRole("button", { name: "Paste keys", exact: true }).click();
      await page.getByLabel("Keys, one a line").fill("u-1\nu-1\nnew");
      await page.getByLabel("Remove them again at a set date").check();
    },
  },
  { name: "expirations", path: `${segment}/expirations` },
  {
    name: "the expiration dialog",
    path: `${segment}/expirations`,
    open: async (page) => {
      await page.getByRole("button", { name: "Add expiration" }).first().click();
      await page.getByLabel("Context key").fill("u-");
      await page.getByLabel("Date and time").fill("2020-01-01T00:00");
    },
  },
  { name: "JSON", path: `${segment}/json` },
  {
    name: "a patch with problems",
    path: `${segment}/json`,
    open: async (page) => {
      const patch = '[{"op":"remove","path":"/rules/99"}]';
      await page.getByRole("textbox", { name: "JSON Patch" }).fill(patch);
      await expect(page.getByText("1 error", { exact: true })).toBeVisible();
    },
  },
  {
    name: "details",
    path: `${segment}/rules`,
    open: async (page) => {
      await page.getByRole("button", { name: "Edit details" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("");
    },
  },
  {
    name: "review",
    path: `${segment}/targets`,
    open: async (page) => {
      await page.getByLabel("Add a key to included").fill("somebody");
      await page.keyboard.press("Enter");
      await openReview(page);
    },
  },
  {
    name: "the patch in review",
    path: `${segment}/targets`,
    open: async (page) => {
      await page.getByLabel("Add a key to included").fill("somebody");
      await page.keyboard.press("Enter");
      const dialog = await openReview(page);
      await dialog.getByRole("tab", { name: "JSON Patch" }).click();
    },
  },
  { name: "the connection", path: "/connection" },
  { name: "a page that does not exist", path: "/nowhere" },
];

for (const { name, path, open } of screens) {
  test(`${name} can be used by everyone, light and dark`, async ({ page }) => {
    await page.goto(path);
    await expectSettled(page);
    await open?.(page);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expectContrast(page);
    await expectScrollable(page);
  });
}

test("the list has its outline", async ({ page }) => {
  await page.goto(`${PLACE}/segments?sort=name`);
  await expectSettled(page);
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - link "Skip to main"
    - banner
    - navigation
    - main:
      - heading "Segments" [level=1]
      - button "New segment"
      - search:
        - searchbox "Filter by name, key or description"
      - grid "Segments":
        - rowgroup:
          - row:
            - columnheader "Name and key"
      - status: /45 segments\\./
  `);
});

test("the rules have their outline", async ({ page, server }) => {
  await prepareSegment(server, "outline", [
    { op: "add", path: "/rules/-", value: ruleOf("country", ["DE"], "Germany") },
  ]);
  await openSegment(page, "outline");
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - navigation "Breadcrumb":
      - link "Segments"
    - heading "Outline" [level=1]
    - tablist "Parts of the segment":
      - tab "Rules 1" [selected]
      - tab "Targets 0"
      - tab "Expirations 0"
      - tab "JSON"
    - tabpanel "Rules 1":
      - button "Add rule"
      - list:
        - listitem:
          - region "Rule 1 Germany":
            - button "Move rule 1, with the up and down arrows or by dragging"
            - textbox "Description of the rule": Germany
            - group "user.country is one of DE":
              - combobox "Context kind": user
              - combobox "Attribute": country
              - combobox "Operator"
              - button "Edit the value DE"
              - button "Remove the value DE"
              - textbox "Add a value to country"
      - complementary "Checks and limits":
        - heading "Checks" [level=2]
        - heading "Limits" [level=2]
  `);
});

test("the targets have their outline", async ({ page, server }) => {
  await prepareSegment(server, "outline", [{ op: "add", path: "/included", value: ["anna"] }]);
  await openSegment(page, "outline", "targets");
  await expect(page.getByRole("tabpanel")).toMatchAriaSnapshot(`
    - radiogroup "Context kind":
      - radio "user 1" [checked]
    - region "Included targets":
      - heading "Included 1" [level=2]
      - searchbox "Search included"
      - textbox "Add a key to included"
      - grid "Included user keys":
        - rowgroup:
          - row:
            - gridcell:
              - checkbox "Select anna"
              - button "Set when anna expires"
              - button "Move anna to excluded"
              - button "Remove anna"
    - region "Excluded targets":
      - heading "Excluded 0" [level=2]
      - paragraph: No user is excluded.
  `);
});

test("the expirations have their outline", async ({ page }) => {
  await page.goto(`${segment}/expirations`);
  await expectSettled(page);
  await expect(page.getByRole("tabpanel")).toMatchAriaSnapshot(`
    - figure:
      - img /in the next 7 days/
    - searchbox "Filter by key"
    - button "Add expiration"
    - grid "Expirations":
      - rowgroup:
        - row:
          - columnheader "Select"
          - columnheader "Context key"
          - columnheader "Kind"
          - columnheader "List"
          - columnheader "Expires"
          - columnheader "Date"
          - columnheader "Status"
          - columnheader "Actions"
  `);
});

test("the JSON has its outline", async ({ page }) => {
  await page.goto(`${segment}/json`);
  await expectSettled(page);
  await expect(page.getByRole("tabpanel")).toMatchAriaSnapshot(`
    - region "Segment as JSON":
      - radiogroup "Version shown":
        - radio "Draft" [checked]
        - radio /Saved v\\d+/
      - textbox "Segment as JSON"
    - region "Patch":
      - heading "Patch" [level=2]
      - radiogroup "Kind of patch":
        - radio "JSON Patch" [checked]
        - radio "Merge patch"
        - radio "Semantic patch"
      - textbox "JSON Patch"
      - region "Preview":
        - heading /Preview/ [level=3]
      - button "Apply to draft"
  `);
});

/** The connection that is in use, on its page. */
const inUse = {
  "local-server": `
    - radio "Try the built-in sandbox"
    - heading "Try the built-in sandbox" [level=2]
    - radio "Sandbox on the local server" [checked]
    - heading "Sandbox on the local server" [level=2]
    - button "Test connection"`,
  "browser-sandbox": `
    - radio "Try the built-in sandbox" [checked]
    - heading "Try the built-in sandbox" [level=2]
    - button "Reset…"
    - button "Load demo data…"
    - button "Download database"
    - combobox "Your role"
    - combobox "Simulate"
    - button "Test connection"`,
};

test("the connection has its outline", async ({ page, connection }) => {
  await page.goto("/connection");
  await expectSettled(page);
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - heading "Connection" [level=1]${inUse[connection]}
    - radio "LaunchDarkly through the local server"
    - heading "LaunchDarkly through the local server" [level=2]
    - radio "Paste an access token"
    - heading "Paste an access token" [level=2]
    - heading "Users or contexts" [level=2]
    - switch "This account uses users instead of contexts"
    - complementary "About the connections":
      - heading "What each connection can do" [level=2]
      - table
      - heading "Your token may" [level=2]
      - heading "Drafts stay on this computer" [level=2]
  `);
});

test("focus follows the page, and a dialog gives it back", async ({ page }) => {
  await page.goto(`${PLACE}/segments`);
  await expectSettled(page);
  const create = page.getByRole("button", { name: "New segment" });
  await create.click();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(create).toBeFocused();
  await page.getByRole("searchbox").fill("beta-testers");
  await page.getByRole("link", { name: "Beta testers", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beta testers");
});
