// Changes that need an approval: known before they are tried, asked for, reviewed and applied.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test as base } from "./fixtures.ts";
import { OtherOrigin } from "./other-origin.ts";
import {
  openReview,
  openSegment,
  pendingBar,
  prepareSegment,
  pressSave,
  readSegment,
  reviewDialog,
  ruleOf,
} from "./segment.ts";
import { ADMIN_TOKEN, WRITER_TOKEN, type Server } from "./server.ts";

const CONTRIBUTOR_TOKEN = "api-sandbox-contributor";
const REQUESTS = "/api/v2/approval-requests";

const test = base.extend<{ other: OtherOrigin }>({
  other: async ({}, use) => {
    const other = await OtherOrigin.start();
    await use(other);
    await other.stop();
  },
});

const main = (page: Page) => page.getByRole("main");
const requestsDialog = (page: Page) => page.getByRole("dialog", { name: "Approval requests" });
const request = (page: Page, text: string) =>
  requestsDialog(page).getByRole("region", { name: `Approval request: ${text}` });
const chip = (page: Page) => main(page).getByText("Approval required", { exact: true });

/** Lets the environment ask for approvals of segments. */
async function requireApprovals(server: Server, more: Record<string, unknown> = {}) {
  const path = "/resourceApprovalSettings/segment";
  const settings = { required: true, ...more };
  const patch = Object.entries(settings).map(([name, value]) => ({
    op: "replace",
    path: `${path}/${name}`,
    value,
  }));
  const environment = "/api/v2/projects/default/environments/production";
  await server.call("PATCH", environment, patch, { token: ADMIN_TOKEN });
}

const openRequests = async (server: Server) =>
  ((await server.call("GET", REQUESTS)).items as { _id: string; status: string }[]).filter(
    ({ status }) => status === "pending",
  );

/** Includes a key in the draft. */
async function include(page: Page, key: string) {
  const field = page.getByLabel("Add a key to included");
  await field.fill(key);
  await field.press("Enter");
  await expect(pendingBar(page)).toBeVisible();
}

/** Chooses to ask for an approval where it is not required. */
async function requestInstead(page: Page) {
  const review = await openReview(page);
  await review.getByRole("button", { name: "Request approval instead" }).click();
  await review.getByRole("button", { name: "Request approval", exact: false }).click();
  await expect(review).toBeHidden();
  await expect(page.getByText(/^Approval requested\./)).toBeVisible();
}

async function showRequests(page: Page) {
  await main(page).getByRole("button", { name: "Show", exact: true }).click();
  await expect(requestsDialog(page)).toBeVisible();
  await expectSettled(page);
}

test.describe("for somebody who may not do without", () => {
  test.skip(({ connection }) => connection !== "local-server", "It is not about where the page is.");
  test.use({
    serverOptions: async ({ other }, use) => {
      await use({ connectSrc: [other.url] });
    },
    server: async ({ server, other }, use) => {
      other.target = server.url;
      await use(server);
    },
    // What the test itself refuses.
    expectedErrors: /status of 500/,
  });

  async function connect(page: Page, other: OtherOrigin) {
    await page.goto("/connection");
    await page.getByRole("radio", { name: "Paste an access token" }).check();
    await page.getByLabel("Host", { exact: true }).selectOption("Another host");
    await page.getByLabel("Address", { exact: true }).fill(other.url);
    await page.getByLabel("Access token", { exact: true }).fill(CONTRIBUTOR_TOKEN);
    await page.getByRole("checkbox", { name: /^Keep the token in this tab/ }).check();
    await page.getByRole("main").getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByRole("link", { name: /^Connection: Direct/ })).toBeVisible();
  }

  test("it is known in advance, requested, approved and applied", async ({
    page,
    other,
    server,
  }) => {
    test.slow();
    await prepareSegment(server, "careful");
    await requireApprovals(server);
    await connect(page, other);
    await openSegment(page, "careful", "targets");
    await expect(chip(page)).toBeVisible();
    await include(page, "ann");
    const review = await openReview(page);
    await expect(review).toContainText("takes changes of targets and rules only by an approval request");
    await expect(review.getByRole("button", { name: /^Save/ })).toHaveCount(0);
    await review.getByLabel("Comment", { exact: true }).fill("Ann asked for it");
    await expectAccessible(page);
    await review.getByRole("button", { name: "Request approval" }).click();
    await expect(review).toBeHidden();
    expect((await readSegment(server, "careful")).included).toEqual([]);

    // The draft stays, over a reload too.
    await expect(pendingBar(page)).toContainText("1 target included");
    await page.reload();
    await expect(pendingBar(page)).toContainText("1 target included");
    await expect(main(page)).toContainText("1 approval request is open: 1 target included");
    const again = await openReview(page);
    await expect(again.getByRole("button", { name: "Request approval" })).toHaveAccessibleDescription(
      "This change is requested already. It waits for its approval.",
    );
    await again.getByRole("button", { name: "Keep editing" }).click();

    await showRequests(page);
    const item = request(page, "1 target included");
    await expect(item).toContainText("Waiting for approval");
    await expect(item).toContainText("by you");
    await expect(item).toContainText("0 of 1 approval");
    await expect(item).toContainText("Include 1 user target: ann");
    await expect(item.getByRole("button", { name: "Approve" })).toHaveAccessibleDescription(
      /somebody else has to approve/,
    );
    await expect(item.getByRole("button", { name: "Apply" })).toHaveAccessibleDescription(
      "It is not approved yet.",
    );
    await expectAccessible(page);

    const [asked] = await openRequests(server);
    await server.call("POST", `${REQUESTS}/${asked?._id}/reviews`, { kind: "approve", comment: "Fine" });
    const typed = item.getByLabel("Comment on the request");
    await typed.fill("Thank you");
    // Neither a closed dialog nor a reload nor a refusal loses it.
    await requestsDialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
    await showRequests(page);
    await expect(typed).toHaveValue("Thank you");
    await page.reload();
    await showRequests(page);
    await expect(typed).toHaveValue("Thank you");
    const refuse = `**${REQUESTS}/*/reviews`;
    await page.route(refuse, (route) => route.fulfill({ status: 500, json: { message: "Not now" } }));
    await item.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(requestsDialog(page)).toContainText("The review was not sent.");
    await expect(typed).toHaveValue("Thank you");
    await page.unroute(refuse);
    await item.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(typed).toHaveValue("");
    await expect(item).toContainText("Approved by");
    await expect(item).toContainText("Fine");
    await expect(item).toContainText("Thank you");
    await item.getByRole("button", { name: "Apply" }).click();
    await expect(item).toContainText("Applied");
    expect((await readSegment(server, "careful")).included).toEqual(["ann"]);
    await requestsDialog(page).getByRole("button", { name: "Close" }).first().click();
    // What the draft wanted is done.
    await expect(pendingBar(page)).toBeHidden();
    await expect(main(page)).toContainText("v2");
  });

  test("what needs none is saved at once, and what a request cannot hold is told", async ({
    page,
    other,
    server,
  }) => {
    await prepareSegment(server, "mixed");
    await requireApprovals(server);
    await connect(page, other);
    await openSegment(page, "mixed", "targets");
    await page.getByRole("button", { name: "Edit details" }).click();
    const details = page.getByRole("dialog", { name: /details/i });
    await details.getByLabel("Description").fill("All who asked");
    await details.getByRole("button", { name: "Add to draft" }).click();
    const review = await openReview(page);
    await expect(review.getByRole("button", { name: /^Save to/ })).toBeVisible();
    await expect(review.getByRole("button", { name: /approval/ })).toHaveCount(0);
    await review.getByRole("button", { name: "Keep editing" }).click();

    await include(page, "ann");
    const both = await openReview(page);
    await expect(both).toContainText("Not in the request, and kept in your draft:");
    await expect(both).toContainText("There is no instruction for the description of a segment.");
    // All that is shown is what is asked for, not what would be saved.
    await expect(both.getByText("1 approval request, 1 instruction")).toBeVisible();
    await expect(both.getByRole("group", { name: "How it is sent" })).toHaveCount(0);
    const panel = both.getByRole("tabpanel");
    await both.getByRole("tab", { name: /^JSON Patch/ }).click();
    await expect(panel).toContainText("The approval request holds instructions instead.");
    await both.getByRole("tab", { name: /^Semantic patch/ }).click();
    await expect(panel).toContainText("The approval request holds these instructions.");
    await both.getByRole("tab", { name: /^curl/ }).click();
    await expect(panel).toContainText("/api/v2/approval-requests");
    await expect(panel).not.toContainText(CONTRIBUTOR_TOKEN);
    await expectAccessible(page);
    await both.getByRole("button", { name: "Request approval" }).click();
    await expect(both).toBeHidden();
    await expect(pendingBar(page)).toContainText("2 changes");
    const [open] = await openRequests(server);
    const { instructions, description } = await server.call("GET", `${REQUESTS}/${open?._id}`);
    // Who reviews it reads of what it holds, and of nothing else.
    expect(description).toBe("1 target included");
    expect(instructions).toEqual([
      { kind: "addIncludedTargets", contextKind: "user", values: ["ann"] },
    ]);
  });

  test("a request that no longer fits says so, and is deleted", async ({ page, other, server }) => {
    const rule = { op: "add" as const, path: "/rules/-", value: ruleOf("plan", ["pro"], "Payers") };
    await prepareSegment(server, "late", [rule]);
    await requireApprovals(server, { minNumApprovals: 2 });
    const { rules } = await readSegment(server, "late");
    const { clauses, _id: ruleId } = rules[0];
    const made = await server.call(
      "POST",
      REQUESTS,
      {
        resourceId: "proj/default:env/production:segment/late",
        description: "More plans",
        instructions: [
          { kind: "addValuesToClause", ruleId, clauseId: clauses[0]._id, values: ["team"] },
        ],
      },
      { token: WRITER_TOKEN },
    );
    await connect(page, other);
    await openSegment(page, "late");
    await showRequests(page);
    const item = request(page, "More plans");
    await expect(item).toContainText("Add 1 value: team to a clause of rule 1 (Payers)");
    await expect(item).toContainText("by Sandbox writer");
    await item.getByLabel("Comment on the request").fill("Not now");
    await item.getByRole("button", { name: "Decline" }).click();
    await expect(item).toContainText("Declined by you");
    await item.getByRole("button", { name: "Approve" }).click();
    await expect(item).toContainText("1 of 2 approvals");
    await server.call("PATCH", "/api/v2/segments/default/production/late", [
      { op: "remove", path: "/rules/0" },
    ]);
    await requestsDialog(page).getByRole("button", { name: "Close" }).first().click();
    await page.reload();
    await showRequests(page);
    await expect(item).toContainText("It no longer fits the segment as it is now.");
    await item.getByRole("button", { name: "Delete request" }).click();
    await page
      .getByRole("dialog", { name: "Delete the approval request" })
      .getByRole("button", { name: "Delete request" })
      .click();
    await expect(requestsDialog(page)).toContainText("No approval was requested for this segment.");
    await expect(server.call("GET", `${REQUESTS}/${made._id}`)).rejects.toThrow(/404/);
  });
});

test("an approval can be asked for where none is required", async ({ page, server }) => {
  await prepareSegment(server, "polite");
  await openSegment(page, "polite", "targets");
  await expect(chip(page)).toHaveCount(0);
  await include(page, "ann");
  await requestInstead(page);
  await expect(pendingBar(page)).toContainText("1 target included");
  await showRequests(page);
  await expect(request(page, "1 target included")).toContainText("by you");
});

test.describe("a refusal that comes as a surprise", () => {
  test.use({
    expectedErrors: /status of 403/,
    serverOptions: { faults: [] },
  });

  test("turns saving into asking, and keeps what was typed", async ({ page, server }) => {
    await prepareSegment(server, "surprised");
    await server.setFaults([
      {
        operation: "patchSegment",
        effect: { kind: "status", status: 403, code: "forbidden", message: "approval is required" },
      },
    ]);
    await openSegment(page, "surprised", "targets");
    await include(page, "ann");
    const review = await openReview(page);
    await review.getByLabel("Comment", { exact: true }).fill("Ann asked for it");
    await pressSave(review);
    await expect(review).toContainText("The server takes this change only by an approval request.");
    await expect(review.getByRole("alert")).toHaveCount(0);
    await expect(review.getByLabel("Comment", { exact: true })).toHaveValue("Ann asked for it");
    await expect(chip(page)).toBeVisible();
    await review.getByRole("button", { name: "Request approval" }).click();
    await expect(review).toBeHidden();
    await expect(pendingBar(page)).toContainText("1 target included");
    expect(await openRequests(server)).toHaveLength(1);
  });
});

test("a request is made and read by the keyboard alone", async ({ page, server }) => {
  await prepareSegment(server, "typed");
  await requireApprovals(server);
  await openSegment(page, "typed", "targets");
  await include(page, "ann");
  await page.keyboard.press("ControlOrMeta+s");
  const review = reviewDialog(page);
  await expect(review).toBeVisible();
  await review.getByRole("button", { name: "Request approval instead" }).focus();
  await page.keyboard.press("Enter");
  await expect(review.getByRole("button", { name: "Request approval", exact: false })).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(review).toBeHidden();
  await main(page).getByRole("button", { name: "Show", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(request(page, "1 target included")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(requestsDialog(page)).toBeHidden();
  await expect(main(page).getByRole("button", { name: "Show", exact: true })).toBeFocused();
});
