// What many specs do with a segment: prepare one by the API, open it, review and save it.
import type { Locator, Page } from "@playwright/test";
import { type SentRequest, expect, expectSettled, isAnswered } from "./fixtures.ts";
import type { Server } from "./server.ts";

/** The place that every new database has. */
export const PLACE = "/p/default/production";
const API = "/api/v2/segments/default/production";
const EXPIRATIONS = "expiring-targets/production";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface Operation {
  op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  path: string;
  from?: string;
  value?: unknown;
}

/** The segment as the API tells it. */
export async function readSegment(server: Server, key: string) {
  return server.call("GET", `${API}/${key}`);
}

/** Creates a segment and applies a JSON Patch to it, where there is one. */
export async function prepareSegment(server: Server, key: string, patch: Operation[] = []) {
  const name = key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");
  await server.call("POST", API, { key, name });
  if (patch.length > 0) await changeSegment(server, key, patch);
  return readSegment(server, key);
}

/** Changes a segment as somebody else would while the page shows it. */
export async function changeSegment(server: Server, key: string, patch: Operation[]) {
  return server.call("PATCH", `${API}/${key}`, patch);
}

/** The dates of the segment's expiring targets, by context key. */
export async function readExpirations(server: Server, key: string) {
  const answer = await server.call("GET", `/api/v2/segments/default/${key}/${EXPIRATIONS}`);
  const items = answer.items as { contextKey: string; expirationDate: number }[];
  return Object.fromEntries(items.map((item) => [item.contextKey, item.expirationDate]));
}

/** Schedules the removal of included users. */
export async function scheduleExpirations(
  server: Server,
  key: string,
  dates: Record<string, number>,
) {
  const instructions = Object.entries(dates).map(([contextKey, value]) => ({
    kind: "addExpiringTarget",
    contextKind: "user",
    contextKey,
    targetType: "included",
    value,
  }));
  const path = `/api/v2/segments/default/${key}/${EXPIRATIONS}`;
  const type = "application/json; domain-model=launchdarkly.semanticpatch";
  await server.call("PATCH", path, { instructions }, { type });
}

/** A rule whose one clause says that the user's attribute is one of `values`. */
export function ruleOf(attribute: string, values: unknown[], description?: string) {
  const clause = { contextKind: "user", attribute, op: "in", negate: false, values };
  return { description, clauses: [clause] };
}

export type SegmentTab = "rules" | "targets" | "expirations" | "json" | "history";

/** Opens a tab of the segment's page by its address. */
export async function openSegment(page: Page, key: string, tab: SegmentTab = "rules") {
  await page.goto(`${PLACE}/segments/${key}/${tab}`);
  await expectSettled(page);
}

export function showTab(
  page: Page,
  name: "Rules" | "Targets" | "Expirations" | "JSON" | "History",
) {
  const tabs = page.getByRole("tablist", { name: "Parts of the segment" });
  return tabs.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
}

/** The bar that is there while the draft is edited. */
export function pendingBar(page: Page): Locator {
  return page.getByRole("region", { name: "Unsaved changes" });
}

export function reviewDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Review & save" });
}

/** Opens Review & save by its button. */
export async function openReview(page: Page): Promise<Locator> {
  await pendingBar(page).getByRole("button", { name: "Review & save" }).click();
  const dialog = reviewDialog(page);
  await expect(dialog).toBeVisible();
  return dialog;
}

/** What Review & save reads once more before anything can be saved. */
const FRESH_READS = [/\/segments\/[^/]+\/[^/]+\/[^/]+$/, /\/expiring-(user-)?targets\//];

/** Opens Review & save and waits until it has read the segment and its expirations once more. */
export async function openFreshReview(page: Page, sent: SentRequest[]): Promise<Locator> {
  const before = sent.length;
  const dialog = await openReview(page);
  const answered = () =>
    sent.slice(before).filter((request) => request.method === "GET" && isAnswered(request));
  for (const read of FRESH_READS) {
    await expect.poll(() => answered().some(({ path }) => read.test(path))).toBe(true);
  }
  return dialog;
}

/** The patch that Review & save would send, as its button copies it. */
export async function reviewedPatch(dialog: Locator): Promise<Operation[]> {
  await dialog.getByRole("tab", { name: "JSON Patch" }).click();
  const shown = dialog.getByRole("list", { name: "JSON Patch", exact: true });
  await expect(shown.getByText('"op": "test"')).toBeVisible();
  await dialog.getByRole("button", { name: "Copy patch" }).click();
  await expect(dialog.getByText("Copied", { exact: true })).toBeAttached();
  const page = dialog.page();
  return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

export function saveButton(dialog: Locator): Locator {
  return dialog.getByRole("button", { name: /^Save to / });
}

/** Types the environment's key where it is asked for, and presses the button that saves. */
export async function pressSave(dialog: Locator): Promise<void> {
  const key = dialog.getByLabel("Type the environment to confirm");
  if ((await key.count()) > 0) await key.fill("production");
  await saveButton(dialog).click();
}

/** Saves, and waits until it is said. */
export async function save(page: Page): Promise<void> {
  const dialog = await openReview(page);
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  await expect(pendingBar(page)).toBeHidden();
}
