// The packed package in Chromium: without a bundler, and in a project of Vite.
import assert from "node:assert/strict";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { startHost } from "./host.mjs";
import { lend, makeProject, tool } from "./project.mjs";
import { startServer, TOKEN } from "./server.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const PAGE = (script) => `<!doctype html><title>Test</title><script type="module" src="${script}"></script>`;

/** Loads the package in one way, runs the suite, and leaves what came of it on the page. */
const main = (load, suite) => `
  import { run } from "${suite}";
  ${load}
  const setFaults = async (faults) => {
    const answer = await fetch("/segdeck/faults", {
      method: "PUT",
      headers: { Authorization: "${TOKEN}", "Content-Type": "application/json" },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  globalThis.results = await run(segdeck, { url: location.origin, token: "${TOKEN}", setFaults });
`;

describe("the package in Chromium", () => {
  let browser;
  let server;
  let project;
  let results;

  before(async () => {
    [browser, server, project] = await Promise.all([
      chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS }),
      startServer(),
      makeProject(),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await project?.remove();
  });

  async function visit(folder) {
    const host = await startHost(folder, server.url);
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    try {
      await page.goto(host.url);
      await page
        .waitForFunction(() => globalThis.results !== undefined, undefined, { timeout: 120_000 })
        .catch((error) => {
          throw new Error(`${error}\n${errors.join("\n")}`);
        });
      results = await page.evaluate(() => globalThis.results);
      assert.deepEqual(errors, []);
    } finally {
      await page.close();
      await host.stop();
    }
    assert.ok(results.length > 20);
    for (const { name, error } of results) assert.equal(error, undefined, `${name}: ${error}`);
  }

  for (const [way, load] of Object.entries({
    "a module that is ready when it is imported": 'import * as segdeck from "/node_modules/segdeck/web.js";',
    "a module that loads the program itself": `
      import * as segdeck from "/node_modules/segdeck/manual.js";
      await Promise.all([segdeck.init("/node_modules/segdeck/segdeck.wasm"), segdeck.init("/nowhere")]);`,
  })) {
    test(`everything works as ${way}`, async () => {
      const { folder } = project;
      await writeFile(join(folder, "index.html"), PAGE("/main.js"));
      await writeFile(join(folder, "main.js"), main(load, "/suite/index.mjs"));
      await visit(folder);
    });
  }

  test("everything works in a project of Vite", async () => {
    const { folder } = project;
    const site = join(folder, "site");
    await mkdir(site, { recursive: true });
    await cp(join(folder, "suite"), join(site, "suite"), { recursive: true });
    await lend(folder, "vite");
    await writeFile(join(site, "index.html"), PAGE("/main.js"));
    await writeFile(join(site, "main.js"), main('import * as segdeck from "segdeck";', "./suite/index.mjs"));
    await tool(site, "vite", "build", "--logLevel", "warn");
    await visit(join(site, "dist"));
  });
});
