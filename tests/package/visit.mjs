// A page in Chromium that runs the suite, and what came of it.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { startHost } from "./host.mjs";
import { makeProject } from "./project.mjs";
import { startServer, TOKEN } from "./server.mjs";

export const PAGE = (script) => `<!doctype html><title>Test</title><script type="module" src="${script}"></script>`;

/** Loads the package in one way, runs the suite, and leaves what came of it on the page. */
export const main = (load, suite, isWhole = true) => `
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
  globalThis.results = await run(segdeck, { url: location.origin, token: "${TOKEN}", setFaults }, ${isWhole});
`;

/** A browser, a sandbox server and a project with the package. */
export async function startBrowser() {
  const flags = process.env.CHROMIUM_FLAGS.split(" ");
  const [browser, server, project] = await Promise.all([
    chromium.launch({ executablePath: process.env.CHROMIUM, args: flags }),
    startServer(),
    makeProject(),
  ]);
  return {
    project,

    /** Runs the suite on the page that is in this folder, or at this address. */
    async visit(pages, policy) {
      const host = await startHost(pages, server.url, policy);
      const page = await browser.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      let results;
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
    },

    async stop() {
      await browser.close();
      await server.stop();
      await project.remove();
    },
  };
}
