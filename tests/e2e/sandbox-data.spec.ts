// What can be done with the database of the sandbox in the browser, and what happens in it by itself.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type Page, expect, test as base } from "@playwright/test";
import { StaticServer } from "./static-server.ts";

const LIST = "/p/default/production/segments";
const DEMO = 45;

interface Fixtures {
  host: StaticServer;
  /** Settings of the sandbox, as JSON; see crates/segdeck-worker/src/settings.rs. */
  settings: string;
  /** The sandbox is the connection of every page of the context. */
  chosen: void;
}

const test = base.extend<Fixtures>({
  settings: ["{}", { option: true }],
  host: async ({}, use) => {
    const host = await StaticServer.start();
    await use(host);
    await host.stop();
  },
  chosen: [
    async ({ context, settings }, use) => {
      await context.addInitScript((settings) => {
        localStorage.setItem("segdeck.connection", "browser");
        if (localStorage.getItem("segdeck.sandbox") === null) {
          localStorage.setItem("segdeck.sandbox", settings);
        }
      }, settings);
      await use();
    },
    { auto: true },
  ],
});

async function openList(page: Page, host: StaticServer, of: number) {
  await page.goto(host.url + LIST);
  await expectCount(page, of);
}

const expectCount = (page: Page, of: number) =>
  expect(page.getByRole("link", { name: `Segments, ${of}` })).toBeVisible({ timeout: 20_000 });

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** Makes a segment on the list, and waits until it is saved. */
async function create(page: Page, name: string) {
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "New segment" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create segment" }).click();
  await expect(heading(page, name)).toBeVisible();
}

/** Says what the sandbox is doing, on the connection page. */
async function openTools(page: Page, host: StaticServer) {
  await page.goto(`${host.url}/connection`);
  await expect(page.getByRole("button", { name: "Reset…" })).toBeVisible();
}

async function confirm(page: Page, button: string, answer: string) {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("dialog").getByRole("button", { name: answer, exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden({ timeout: 20_000 });
}

test.describe("a tab with a request on its way", () => {
  test.use({
    settings: JSON.stringify({
      faults: [{ operation: "postSegment", nth: 1, effect: { kind: "delay", milliseconds: 9e6 } }],
    }),
  });

  test("finds out what was done when the first one closes", async ({
    page,
    context,
    host,
  }) => {
    await openList(page, host, DEMO);
    const second = await context.newPage();
    await openList(second, host, DEMO);
    await second.keyboard.press("c");
    const dialog = second.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("Done unheard");
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await page.reload();
    await expectCount(page, DEMO + 1);
    await page.close();
    await expect(heading(second, "Done unheard")).toBeVisible({ timeout: 20_000 });
  });
});

test("it can be emptied, filled and downloaded", async ({ page, host }) => {
  await openList(page, host, DEMO);
  await create(page, "To be downloaded");
  await openTools(page, host);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download database" }).click();
  const file = await (await download).path();
  expect((await readFile(file)).subarray(0, 15).toString()).toBe("SQLite format 3");
  const script = `import sqlite3, sys
rows = sqlite3.connect(sys.argv[1])
print(rows.execute("PRAGMA integrity_check").fetchone()[0],
      rows.execute("SELECT count(*) FROM segment WHERE key = 'to-be-downloaded'").fetchone()[0])`;
  const checked = await promisify(execFile)("python3", ["-c", script, file]);
  expect(checked.stdout.trim()).toBe("ok 1");
  await confirm(page, "Reset…", "Remove everything");
  await page.goto(host.url + LIST);
  await expect(page.getByText(/^No segments in .* yet\.$/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^No segments in .* yet\.$/)).toBeVisible();
  await openTools(page, host);
  await confirm(page, "Load demo data…", "Load demo data");
  await openList(page, host, DEMO);
});

test("targets leave by themselves when their time comes", async ({ page, host }) => {
  await openList(page, host, DEMO);
  const left = await page.evaluate(expireSoon);
  expect(left).toEqual([["zoe"], []]);
});

/** Runs in the page: schedules an expiration, and reads the segment before and after. */
async function expireSoon(): Promise<unknown[]> {
  const channel = new BroadcastChannel("segdeck.sandbox /");
  let last = 0;
  const ask = async (method: string, target: string, body?: unknown) => {
    const id = ++last;
    const heard = new Promise<unknown[]>((answered) => {
      channel.addEventListener("message", ({ data }) => {
        if (data[1] === "clock" && data[2] === id) answered(data);
      });
    });
    const type = "application/json; domain-model=launchdarkly.semanticpatch";
    const headers = ["Authorization", "api-sandbox-writer", "Content-Type", type];
    const bytes = body === undefined ? null : new TextEncoder().encode(JSON.stringify(body));
    channel.postMessage(["to-leader", "clock", id, "request", method, target, headers, bytes]);
    const answer = new TextDecoder().decode((await heard)[6] as Uint8Array);
    return JSON.parse(answer);
  };
  const segment = "/api/v2/segments/default/production/beta-testers";
  const value = Date.now() + 2_000;
  const target = { contextKind: "user", values: ["zoe"] };
  await ask("PATCH", segment, {
    instructions: [
      { kind: "removeIncludedTargets", contextKind: "user", values: (await ask("GET", segment)).included },
      { kind: "addIncludedTargets", ...target },
    ],
  });
  await ask("PATCH", "/api/v2/segments/default/beta-testers/expiring-targets/production", {
    instructions: [
      { kind: "addExpiringTarget", targetType: "included", contextKind: "user", contextKey: "zoe", value },
    ],
  });
  const before = (await ask("GET", segment)).included;
  // Not even a request is needed: the audit log tells when it happened.
  await new Promise((passed) => setTimeout(passed, 4_000));
  const after = (await ask("GET", segment)).included;
  return [before, after];
}

test("what is asked at once is carried out in its order", async ({ page, host }) => {
  await openList(page, host, DEMO);
  const rename = { instructions: [{ kind: "updateName", value: "Found" }] };
  const questions: Question[] = [["GET"], ["PATCH", rename], ["GET"]];
  const done = await page.evaluate(askAtOnce, questions);
  expect(done.map((answer) => answer.slice(0, 2))).toEqual(Array(3).fill(["response", 200]));
  expect(done.map((answer) => JSON.parse(String(answer[2])).name)).toEqual([
    "Beta testers",
    "Found",
    "Found",
  ]);
});

/** A method, and the body if there is one. */
type Question = [string, unknown?];

/** Runs in the page: asks the sandbox about one segment without waiting in between. The answers are in
 * the order in which they came. */
function askAtOnce(questions: Question[]): Promise<unknown[][]> {
  const channel = new BroadcastChannel("segdeck.sandbox /");
  const me = crypto.randomUUID();
  const answers: unknown[][] = [];
  const type = "application/json; domain-model=launchdarkly.semanticpatch";
  const headers = ["Authorization", "api-sandbox-writer", "Content-Type", type];
  const path = "/api/v2/segments/default/production/beta-testers";
  return new Promise((answered) => {
    channel.onmessage = ({ data: [kind, to, , outcome, first, second, body] }) => {
      if (kind !== "to-client" || to !== me) return;
      const text = outcome === "response" ? new TextDecoder().decode(body) : second;
      answers.push([outcome, first, text]);
      if (answers.length === questions.length) answered(answers);
    };
    for (const [number, [method, body]] of questions.entries()) {
      const bytes = body === undefined ? null : new TextEncoder().encode(JSON.stringify(body));
      channel.postMessage(["to-leader", me, number, "request", method, path, headers, bytes]);
    }
  });
}

test("a file that something else holds is told, and nothing is done in memory instead", async ({
  page,
  context,
  host,
}) => {
  await openList(page, host, DEMO);
  await create(page, "Kept all the time");
  await page.goto(`${host.url}/favicon.ico`);
  await expect.poll(() => page.evaluate(holdFiles)).toBeGreaterThan(0);
  const other = await context.newPage();
  await openTools(other, host);
  await expect(other.getByRole("main").getByRole("alert")).toContainText(
    "The browser does not let the sandbox use its file",
  );
  await expect(other.getByText(/in memory only/i)).toHaveCount(0);
  await page.close();
  await openList(other, host, DEMO + 1);
});

/** Runs in a page beside: opens all files of the database for itself; says how many. */
function holdFiles(): Promise<number> {
  const hold = async () => {
    let folder = await navigator.storage.getDirectory();
    for (const name of ["segdeck.sandbox", "%2F", ".opaque"]) {
      folder = await folder.getDirectoryHandle(name);
    }
    const held: unknown[] = [];
    try {
      // @ts-expect-error: the types of the browser lack the iteration of folders.
      for await (const handle of folder.values()) held.push(await handle.createSyncAccessHandle());
    } catch {
      // The tab that had them has not let go of them yet.
      for (const handle of held) (handle as { close(): void }).close();
      held.length = 0;
    }
    Object.assign(self, { held });
    postMessage(held.length);
  };
  const program = new Blob([`(${hold})()`], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(program));
  return new Promise((told) => (worker.onmessage = ({ data }) => told(data)));
}

test.describe("a file that is not a database", () => {
  test("is told and kept, and a reset makes a new one", async ({ page, host }) => {
    await openList(page, host, DEMO);
    await page.goto(`${host.url}/favicon.ico`);
    await expect.poll(() => page.evaluate(spoil)).toBe(1);
    await openTools(page, host);
    await expect(page.getByRole("alert")).toContainText("It was not touched");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download database" }).click();
    const file = await readFile(await (await download).path());
    expect(file.subarray(0, 8).toString()).toBe("spoiled!");
    await confirm(page, "Load demo data…", "Load demo data");
    await openList(page, host, DEMO);
  });
});

/** Runs in a page beside: writes over the beginning of the database's file; says in how many. */
async function spoil(): Promise<number> {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["segdeck.sandbox", "%2F", ".opaque"]) {
    folder = await folder.getDirectoryHandle(name);
  }
  let spoiled = 0;
  // @ts-expect-error: the types of the browser lack the iteration of folders.
  for await (const handle of folder.values()) {
    const name = await (await handle.getFile()).slice(0, 32).text();
    if (!name.includes("segdeck.db") || name.includes("journal")) continue;
    const file = await handle.createWritable({ keepExistingData: true });
    await file.write({ type: "write", position: 4096, data: "spoiled!" });
    await file.close();
    spoiled += 1;
  }
  return spoiled;
}
