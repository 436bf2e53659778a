// The service worker: the page opens without a network, and is of one version at a time.
import { type Page, expect, test as base } from "@playwright/test";
import { copyAsNext, copyDist, programOf, remove, versionOf } from "./dists.ts";
import { expectAccessible } from "./fixtures.ts";
import { LocalServer } from "./local-server.ts";
import { StaticServer } from "./static-server.ts";

const BASE = "/tools/segdeck/";

interface Fixtures {
  /** A host with a version of the dashboard in a folder of its own, and the next one at hand. */
  host: StaticServer;
  next: string;
}

const test = base.extend<Fixtures>({
  host: async ({}, use) => {
    const dist = await copyDist(BASE);
    const host = await StaticServer.start({ dist, base: BASE });
    await use(host);
    await host.stop();
    await remove(dist);
  },
  next: async ({ host }, use) => {
    const next = await copyAsNext(host.dist);
    await use(next);
    await remove(next);
  },
});

test.use({ serviceWorkers: "allow" });

const main = (page: Page) => page.getByRole("main").getByRole("heading", { level: 1 });
const notice = (page: Page) => page.getByRole("status").filter({ hasText: "A new version" });

/** Opens the page and waits until everything is kept. */
async function open(page: Page, url: string) {
  await page.goto(`${url}/`);
  await expect(main(page)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state))
    .toBe("activated");
}

const version = (page: Page) =>
  page.locator("meta[name=segdeck-version]").getAttribute("content");

/** The names of the files that the page has loaded, as far as they are of a program. */
const loaded = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.includes("segdeck-web-")),
  );

/** Asks for a part of the program as the page does, whichever version it is of. */
const fetchPart = (page: Page) =>
  page.evaluate(async () => {
    const { wasm } = document.querySelector<HTMLElement>("script[data-wasm]")?.dataset ?? {};
    const part = await fetch((wasm ?? "").replace("_bg.wasm", "_segment.wasm"));
    return `${part.status} ${part.headers.get("content-type")}`;
  });
const PART = "200 application/wasm";

/** Looks for a newer version; tells how its install ended. */
const update = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (!installing) return registration.waiting?.state ?? "none";
    return new Promise<string>((ended) => {
      installing.addEventListener("statechange", () => ended(installing.state));
    });
  });

const caches = (page: Page) => page.evaluate(() => window.caches.keys());

/** Marks the page, so that a reload shows. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { isMarked: true }));
const isMarked = (page: Page) => page.evaluate(() => "isMarked" in window);

test("opens at every address without a network", async ({ page, host }) => {
  await open(page, host.url);
  await host.stop();
  for (const path of ["/", "/connection", "/p/default/production/segments/beta.js/rules"]) {
    await page.goto(host.url + path);
    await expect(main(page)).toBeVisible();
    expect(await fetchPart(page)).toBe(PART);
  }
  await page.reload();
  await expect(main(page)).toBeVisible();
  await host.startAgain();
});

test("keeps no answer of the API, and no address that is not the page's", async ({ page }) => {
  const server = await LocalServer.start({ seed: "demo", clock: "machine" });
  await open(page, server.url);
  await page.goto(`${server.url}/p/default/production/segments`);
  await expect(page.locator(".segment-row").first()).toBeVisible();
  const kept = await page.evaluate(async () => {
    const urls = [];
    for (const name of await window.caches.keys()) {
      for (const { url } of await (await window.caches.open(name)).keys()) urls.push(url);
    }
    return urls.map((url) => new URL(url).pathname);
  });
  expect(kept).toContain("/");
  for (const path of kept) expect(path).toMatch(/^\/([a-z-]+-[0-9a-f]{16}[a-z0-9_]*\.[a-z]+)?$/);
  // What is below the page without being part of it is asked for each time.
  for (const path of ["/segdeck/config.json", "/api/v2/openapi.json"]) {
    const response = await page.goto(server.url + path);
    expect(response?.fromServiceWorker()).toBe(false);
    expect(response?.headers()["content-type"]).toBe("application/json");
  }
  await server.stop();
});

test.describe("the sandbox in the browser", () => {
  /** Its program, the program's script, and the script that starts it. */
  const FILES = 3;

  /** Starts the worker as the page does, and tells whether its program ran. */
  const startWorker = (page: Page) =>
    page.evaluate(async () => {
      const tag = document.querySelector<HTMLMetaElement>("meta[name=segdeck-worker]");
      const worker = new Worker(new URL(tag?.content ?? "", document.baseURI), { type: "module" });
      const said = await new Promise<string>((ended) => {
        worker.onmessage = ({ data }) => ended(data[0]);
        worker.onerror = ({ message }) => ended(`failed: ${message}`);
      });
      worker.terminate();
      return said;
    });

  const keptForIt = (page: Page) =>
    page.evaluate(async () => {
      const urls: string[] = [];
      for (const name of await window.caches.keys()) {
        for (const { url } of await (await window.caches.open(name)).keys()) urls.push(url);
      }
      return urls.filter((url) => url.includes("segdeck-worker-")).length;
    });

  test("is kept for those who use it, also in the next version", async ({ page, host, next }) => {
    const second = await versionOf(next);
    await page.addInitScript(
      (name) => localStorage.setItem(name, "browser"),
      `${BASE} segdeck.connection`,
    );
    await open(page, host.url);
    await expect.poll(() => keptForIt(page)).toBe(FILES);
    host.dist = next;
    expect(await update(page)).toBe("installed");
    await notice(page).getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => version(page)).toBe(second);
    await expect.poll(() => caches(page)).toEqual([`segdeck ${BASE} ${second}`]);
    await host.stop();
    await page.goto(`${host.url}/p/default/production/segments`);
    await expect(page.locator(".segment-row").first()).toBeVisible();
    await page.locator(".segment-row-link").first().click();
    await expect(page).toHaveURL(/\/segments\/[^/]+\/rules$/);
    await expect(main(page)).toBeVisible();
    await host.startAgain();
  });

  test("is not loaded by anybody else, and kept when it is used", async ({ page, host }) => {
    await page.addInitScript(
      (name) => localStorage.setItem(name, "server"),
      `${BASE} segdeck.connection`,
    );
    await open(page, host.url);
    expect(await keptForIt(page)).toBe(0);
    expect(host.requests.filter((path) => path.includes("segdeck-worker"))).toEqual([]);
    expect(await startWorker(page)).toBe("ready");
    await host.stop();
    expect(await startWorker(page)).toBe("ready");
    await host.startAgain();
  });

  test("is not brought twice by whoever is faster than the service worker", async ({
    page,
    host,
  }) => {
    const notYet = { status: 404, body: "Not found." };
    host.answers.set("service-worker.js", notYet);
    await page.goto(`${host.url}/`);
    await page.getByRole("button", { name: "Try the sandbox" }).click();
    await expect(page.locator(".segment-row").first()).toBeVisible();
    host.answers.clear();
    await page.evaluate(async () => {
      await navigator.serviceWorker.register("service-worker.js", { scope: "./" });
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage("keep the sandbox");
    });
    await expect.poll(() => keptForIt(page)).toBe(FILES);
    // The picture of the tab is brought by the browser itself.
    const brought = host.requests.filter((path) => /^segdeck-.*[-_][0-9a-f]{12,}[-_.]/.test(path));
    expect(brought.toSorted()).toEqual([...new Set(brought)].toSorted());
    expect(brought.filter((path) => path.includes("segdeck-worker-"))).toHaveLength(FILES);
  });

  for (const [what, headers] of [
    ["none", {}],
    ["another", { "Content-Security-Policy": "frame-ancestors 'none'" }],
  ] as const) {
    test(`gets its policy from the service worker, where the host sends ${what}`, async ({
      page,
    }) => {
      const dist = await copyDist(BASE);
      const host = await StaticServer.start({ dist, base: BASE, headers });
      const other = await StaticServer.start({ headers: { "Access-Control-Allow-Origin": "*" } });
      await page.addInitScript(
        (name) => localStorage.setItem(name, "browser"),
        `${BASE} segdeck.connection`,
      );
      await open(page, host.url);
      await expect.poll(() => keptForIt(page)).toBe(FILES);
      // Those that are kept, and those that are only fetched through it.
      for (const isKept of [true, false]) {
        if (!isKept) {
          await page.evaluate(async () => {
            for (const name of await window.caches.keys()) {
              const cache = await window.caches.open(name);
              for (const request of await cache.keys()) {
                if (request.url.includes("segdeck-worker-")) await cache.delete(request);
              }
            }
          });
        }
        const started = page.waitForEvent("worker");
        await page.reload();
        const worker = await started;
        await expect(page.getByRole("link", { name: /^Connection: Sandbox/ })).toBeVisible();
        const refused = await worker.evaluate(async (url) => {
          const seen = new Promise<string>((found) => {
            addEventListener("securitypolicyviolation", (event) =>
              found((event as SecurityPolicyViolationEvent).effectiveDirective),
            );
            setTimeout(() => found("none"), 2_000);
          });
          fetch(url).catch(() => {});
          return seen;
        }, `${other.url}/index.html`);
        expect(refused).toBe("connect-src");
      }
      expect(other.requests).toEqual([]);
      await other.stop();
      await host.stop();
      await remove(dist);
    });
  }
});

test("tells of a newer version, and never mixes two", async ({ page, context, host, next }) => {
  const [first, second] = [await versionOf(host.dist), await versionOf(next)];
  await open(page, host.url);
  await mark(page);
  host.dist = next;
  expect(await update(page)).toBe("installed");
  await expect(notice(page)).toBeVisible();

  // Until it is reloaded, this page and those beside it are of the version that they were of.
  expect(await fetchPart(page)).toBe(PART);
  const other = await context.newPage();
  await other.goto(`${host.url}/connection`);
  await expect(main(other)).toBeVisible();
  expect(await version(other)).toBe(first);
  expect(await fetchPart(other)).toBe(PART);

  await notice(other).getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => version(other)).toBe(second);
  await expect(main(other)).toBeVisible();
  for (const path of await loaded(other)) expect(path).not.toContain(hashOf(await loaded(page)));
  expect(await isMarked(page)).toBe(true);
  expect(await version(page)).toBe(first);
  expect(await fetchPart(page)).toBe(PART);

  await notice(page).getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => version(page)).toBe(second);
  await expect(main(page)).toBeVisible();
  expect(await fetchPart(page)).toBe(PART);
  await expect(notice(page)).toHaveCount(0);
  // Nobody needs the first one any more.
  await expect.poll(() => caches(page)).toEqual([`segdeck ${BASE} ${second}`]);
});

const hashOf = (paths: string[]) => /segdeck-web-([0-9a-f]+)/.exec(paths[0] ?? "")?.[1] ?? "none";

test("can wait with a newer version", async ({ page, host, next }) => {
  await open(page, host.url);
  await mark(page);
  host.dist = next;
  expect(await update(page)).toBe("installed");
  await expectAccessible(page);
  await notice(page).getByRole("button", { name: "Later" }).click();
  await expect(notice(page)).toHaveCount(0);
  expect(await isMarked(page)).toBe(true);
});

for (const [how, answer] of [
  ["is missing", { status: 404, body: "Not found." }],
  ["is another", { status: 200, body: "<p>The page for everything.</p>" }],
] as const) {
  test(`a version of which a file ${how} leaves the one before working`, async ({
    page,
    host,
    next,
  }) => {
    const first = await versionOf(host.dist);
    await open(page, host.url);
    host.dist = next;
    host.answers.set(`${await programOf(next)}_segment.wasm`, answer);
    expect(await update(page)).toBe("redundant");
    await expect(notice(page)).toHaveCount(0);
    await page.reload();
    await expect(main(page)).toBeVisible();
    expect(await version(page)).toBe(first);
    expect(await fetchPart(page)).toBe(PART);

    host.answers.clear();
    expect(await update(page)).toBe("installed");
    await expect(notice(page)).toBeVisible();
  });
}

test.describe("a host that became another's", () => {
  test("is shown by a reload, and forgotten", async ({ page, host }) => {
    await open(page, host.url);
    host.answers.set("*", { status: 200, body: "<h1>Another site</h1>" });
    await page.reload();
    await expect(page.getByRole("heading", { name: "Another site" })).toBeVisible();
    expect(await caches(page)).toEqual([]);
    const registration = () => navigator.serviceWorker.getRegistration().then((found) => !!found);
    expect(await page.evaluate(registration)).toBe(false);
  });

  test("is not mistaken for one that asks who is there, or fails", async ({ page, host }) => {
    await open(page, host.url);
    host.answers.set("*", { status: 401, body: "<h1>Sign in</h1>" });
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    host.answers.set("*", { status: 502, body: "<h1>Bad gateway</h1>" });
    await page.reload();
    await expect(main(page)).toBeVisible();
    expect((await caches(page)).length).toBe(1);
  });
});
