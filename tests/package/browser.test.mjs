// The packed package in Chromium, without a bundler.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { main, PAGE, startBrowser } from "./visit.mjs";

describe("the package in Chromium", () => {
  let browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.stop());

  for (const [way, load] of Object.entries({
    "a module that is ready when it is imported": 'import * as segdeck from "/node_modules/segdeck/web.js";',
    "a module that loads the program itself": `
      import * as segdeck from "/node_modules/segdeck/manual.js";
      await Promise.all([segdeck.init("/node_modules/segdeck/segdeck.wasm"), segdeck.init("/nowhere")]);`,
  })) {
    test(`everything works as ${way}`, async () => {
      const { folder } = browser.project;
      await writeFile(join(folder, "index.html"), PAGE("/main.js"));
      await writeFile(join(folder, "main.js"), main(load, "/suite/index.mjs", load.includes("web.js")));
      await browser.visit(folder);
    });
  }
});
