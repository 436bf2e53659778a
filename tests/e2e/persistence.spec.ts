// What the sandbox in the browser keeps, and how several tabs share it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, type Page, chromium, expect, test as base } from "@playwright/test";
import { type Line, installLine } from "./browser-sandbox.ts";
import { launchOptions } from "./browser.ts";
import { PLACE } from "./segment.ts";
import { StaticServer } from "./static-server.ts";

/** A Chromium of our own, which can be killed like any program, and started again. */
class OwnBrowser {
  private process?: ChildProcess;

  constructor(private readonly profile: string) {}

  async start(...more: string[]): Promise<Browser> {
    const args = [
      ...(launchOptions.args ?? []),
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${this.profile}`,
      ...more,
      "about:blank",
    ];
    const child = spawn(launchOptions.executablePath ?? "chromium", args, {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    this.process = child;
    const address = await new Promise<string>((found, failed) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        const told = /DevTools listening on (ws:\S+)/.exec(line);
        if (told?.[1]) found(told[1]);
      });
      child.once("exit", (code) => failed(new Error(`Chromium ended with ${code}.`)));
    });
    return chromium.connectOverCDP(address);
  }

  /** Whether the local storage of pages has this text on the disk. */
  async hasWritten(text: string): Promise<boolean> {
    const folder = join(this.profile, "Default/Local Storage/leveldb");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".log"));
    const files = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
    return files.some((file) => file.includes(text));
  }

  /** Ends it and all its processes at once, as a power cut or a full memory does. */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }
}

const test = base.extend<{ host: StaticServer; own: OwnBrowser }>({
  host: async ({}, use) => {
    const host = await StaticServer.start();
    await use(host);
    await host.stop();
  },
  own: async ({}, use) => {
    const profile = await mkdtemp(join(tmpdir(), "segdeck-profile-"));
    const own = new OwnBrowser(profile);
    await use(own);
    await own.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  },
});

const list = `${PLACE}/segments`;

/** What the tests put into a page. */
interface OurWindow {
  line: Line;
  tell: (key: string) => Promise<void>;
}

/** Opens an address with the sandbox in the browser, empty at first, as the connection in use. */
async function open(page: Page, host: StaticServer, path = list): Promise<void> {
  await page.addInitScript(() => {
    localStorage.setItem("segdeck.connection", "browser");
    localStorage.setItem("segdeck.sandbox", JSON.stringify({ seed: "none" }));
  });
  await page.goto(host.url + path);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
}

async function create(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New segment" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New segment" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create segment" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error("The browser has no profile.");
  return context.newPage();
}

test("nothing of the sandbox is fetched before it is chosen, and all of it stays", async ({
  own,
  host,
}) => {
  const page = await firstPage(await own.start());
  await page.goto(host.url);
  await expect(page.getByRole("radio", { name: "Try the built-in sandbox" })).toBeChecked();
  const ofWorker = () => host.requests.filter((path) => path.includes("worker"));
  expect(ofWorker().filter((path) => path.startsWith("segdeck-worker"))).toEqual([]);
  await page.getByRole("button", { name: "Try the sandbox" }).click();
  await expect(page.locator(".segment-row").first()).toBeVisible({ timeout: 30_000 });
  expect(ofWorker().filter((path) => path.endsWith("_bg.wasm"))).toHaveLength(1);
  await create(page, "Stays");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Stays" })).toBeVisible();
  const [ownList] = /^.*(?=\/stays)/.exec(new URL(page.url()).pathname) ?? [list];

  await own.kill();
  const again = await firstPage(await own.start());
  // A kill may take the choice of the connection along, which the browser writes down later.
  await open(again, host, ownList);
  await expect(link(again, "Stays")).toBeVisible({ timeout: 30_000 });
});

test("a browser that is killed keeps what was edited and not saved", async ({ own, host }) => {
  test.setTimeout(180_000);
  const page = await firstPage(await own.start());
  await open(page, host);
  await create(page, "Drafted");
  await page.goto(`${host.url}${list}/drafted/targets`);
  await page.getByLabel("Add a key to included").fill("ann-of-the-draft");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 target included")).toBeVisible();
  // The browser itself writes what a page keeps a few seconds later, and once a minute where much
  // is kept.
  await expect
    .poll(() => own.hasWritten("ann-of-the-draft"), { timeout: 120_000 })
    .toBe(true);
  await own.kill();
  const again = await firstPage(await own.start());
  await open(again, host);
  await again.goto(`${host.url}${list}/drafted/targets`);
  await expect(again.getByText("Draft restored.")).toBeVisible({ timeout: 30_000 });
  await expect(again.getByText("ann-of-the-draft", { exact: true })).toBeVisible();
});

test("a browser that is killed in the middle of changes loses none that was answered", async ({
  own,
  host,
}) => {
  test.setTimeout(180_000);
  let answered: string[] = [];
  for (const round of [1, 2, 3]) {
    const page = await firstPage(await own.start());
    await open(page, host);
    await page.exposeFunction("tell", (key: string) => answered.push(key));
    // As a second tab would, over the channel, as fast as it goes.
    await page.evaluate(installLine, "/");
    void page
      .evaluate(async (round) => {
        const { line, tell } = window as unknown as OurWindow;
        for (let number = 0; ; number += 1) {
          const key = `flood-${round}-${number}`;
          const body = new TextEncoder().encode(JSON.stringify({ key, name: key }));
          const path = "/api/v2/segments/default/production";
          const headers = ["Authorization", "api-sandbox-writer", "Content-Type", "application/json"];
          const [, , status] = await line.ask("request", "POST", path, headers, body);
          if (status !== 201) throw new Error(`${key} was answered with ${status}`);
          await tell(key);
        }
      }, round)
      .catch(() => undefined);
    await expect.poll(() => answered.length, { timeout: 30_000 }).toBeGreaterThan(round * 5);
    await own.kill();
  }
  answered = [...answered];
  const page = await firstPage(await own.start());
  await open(page, host);
  await page.evaluate(installLine, "/");
  const kept = await page.evaluate(async () => {
    const { line } = window as unknown as OurWindow;
    const keys: string[] = [];
    for (let offset = 0; ; offset += 50) {
      const path = `/api/v2/segments/default/production?limit=50&offset=${offset}`;
      const headers = ["Authorization", "api-sandbox-writer"];
      const [, , , , body] = await line.ask("request", "GET", path, headers, null);
      const { items } = JSON.parse(new TextDecoder().decode(body as Uint8Array));
      if (items.length === 0) return keys;
      keys.push(...items.map((item: { key: string }) => item.key));
    }
  });
  expect(answered.filter((key) => !kept.includes(key))).toEqual([]);
  // At most the one that was under way in each round was made and never answered.
  expect(kept.length - answered.length).toBeLessThanOrEqual(3);
});

test("a second tab works at once through the first, and goes on when that one closes", async ({
  own,
  host,
}) => {
  const browser = await own.start();
  const first = await firstPage(browser);
  await open(first, host);
  await create(first, "From the first");
  const second = await firstPage(browser);
  await open(second, host);
  await expect(link(second, "From the first")).toBeVisible();
  await create(second, "From the second");
  await first.goto(host.url + list);
  await expect(link(first, "From the second")).toBeVisible();
  await first.close();
  await second.goto(host.url + list);
  await expect(link(second, "From the first")).toBeVisible();
  await create(second, "After the first");
  await second.reload();
  await expect(second.getByRole("heading", { level: 1, name: "After the first" })).toBeVisible();
});

test("a tab takes over without being loaded again", async ({ own, host }) => {
  const browser = await own.start();
  const first = await firstPage(browser);
  await open(first, host);
  const second = await firstPage(browser);
  await open(second, host);
  await first.close();
  await create(second, "Took over");
});

test("a tab that is killed leaves everything to the next one", async ({ own, host }) => {
  const browser = await own.start();
  const first = await firstPage(browser);
  await open(first, host);
  await create(first, "Before the end");
  const second = await firstPage(browser);
  await open(second, host);
  await expect(link(second, "Before the end")).toBeVisible();
  const crashed = first.waitForEvent("crash");
  const session = await first.context().newCDPSession(first);
  // It never answers.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  await create(second, "After the end");
  await second.goto(host.url + list);
  await expect(link(second, "Before the end")).toBeVisible();
  await expect(link(second, "After the end")).toBeVisible();
});

test("a sandbox that breaks down in a request is started again, with its data", async ({
  own,
  host,
}) => {
  const page = await firstPage(await own.start());
  const started: unknown[] = [];
  page.on("worker", (worker) => started.push(worker));
  await open(page, host);
  await create(page, "Before");
  const [worker] = page.workers();
  // Whatever it does next fails in the middle of its program, as after a panic.
  await worker?.evaluate(() => {
    Date.now = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
  });
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(link(page, "Before")).toBeVisible();
  await create(page, "After");
  expect(started).toHaveLength(2);
  await page.goto(host.url + list);
  await expect(link(page, "Before")).toBeVisible();
  await expect(link(page, "After")).toBeVisible();
});

test("without a file system it works in memory, and says so", async ({ own, host }) => {
  // A plain address that is not of this machine: the browser offers neither files nor locks.
  const browser = await own.start("--host-resolver-rules=MAP plain.test 127.0.0.1");
  const page = await firstPage(browser);
  const { port } = new URL(host.url);
  await page.addInitScript(() => {
    localStorage.setItem("segdeck.connection", "browser");
    localStorage.setItem("segdeck.sandbox", JSON.stringify({ seed: "none" }));
  });
  await page.goto(`http://plain.test:${port}${list}`);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  await create(page, "For now");
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await expect(page.getByRole("main").getByText(/in memory/i).first()).toBeVisible();
});
