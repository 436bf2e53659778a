// The packed package in the projects of bundlers, built as a user would, and visited in Chromium.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import nodeResolve from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as viteBuild, createServer as viteServer } from "vite";
import webpack from "webpack";
import { tool } from "./project.mjs";
import { main, PAGE, startBrowser } from "./visit.mjs";

describe("the package in the project of", () => {
  let browser;
  let folder;

  before(async () => {
    browser = await startBrowser();
    folder = browser.project.folder;
    await writeFile(join(folder, "index.html"), PAGE("./main.js"));
    await writeFile(
      join(folder, "main.js"),
      main('import * as segdeck from "segdeck";', "./suite/index.mjs", false),
    );
  });
  after(() => browser?.stop());

  /** A folder for what is built, with a page where the bundler writes none. */
  async function output(name, hasPage) {
    const place = join(folder, name);
    await mkdir(place);
    if (hasPage) await writeFile(join(place, "index.html"), PAGE("./main.js"));
    return place;
  }

  const copyProgram = (place) =>
    copyFile(join(folder, "node_modules/segdeck/segdeck.wasm"), join(place, "segdeck.wasm"));

  test("Vite, built", async () => {
    const place = await output("vite", false);
    await viteBuild({ root: folder, configFile: false, build: { outDir: place }, logLevel: "warn" });
    await browser.visit(place);
  });

  test("Vite, served for development", async () => {
    const server = await viteServer({
      root: folder,
      configFile: false,
      server: { host: "127.0.0.1", port: 0, hmr: false, ws: false },
      logLevel: "warn",
    });
    try {
      await server.listen();
      await browser.visit(`http://127.0.0.1:${server.httpServer.address().port}`);
    } finally {
      await server.close();
    }
  });

  test("webpack", async () => {
    const path = await output("webpack", true);
    const settings = { mode: "production", context: folder, entry: "./main.js", output: { path } };
    const stats = await promisify(webpack)(settings);
    if (stats.hasErrors()) throw new Error(stats.toString());
    await browser.visit(path);
  });

  test("Parcel", async () => {
    const place = await output("parcel", false);
    await tool(folder, "parcel", "build", "index.html", "--dist-dir", place, "--no-cache", "--no-autoinstall");
    // Parcel writes an import map into the page itself.
    await browser.visit(place, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'");
  });

  test("Rollup", async () => {
    const dir = await output("rollup", true);
    const bundle = await rollup({ input: join(folder, "main.js"), plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir, format: "es" });
    await copyProgram(dir);
    await browser.visit(dir);
  });

  test("esbuild", async () => {
    const outdir = await output("esbuild", true);
    await esbuild({ entryPoints: [join(folder, "main.js")], bundle: true, format: "esm", outdir });
    await copyProgram(outdir);
    await browser.visit(outdir);
  });
});
