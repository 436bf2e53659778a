// `cargo xtask bench core`: what the review computes, in Chromium.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const page = `<!doctype html><script type="module">
  import init, * as core from "/segdeck_core_bench.js";
  import { table } from "/measure.mjs";
  await init();
  globalThis.table = table(core);
</script>`;

const host = createServer((request, answer) => {
  if (request.url === "/") return answer.writeHead(200, { "Content-Type": "text/html" }).end(page);
  const folder = request.url === "/measure.mjs" ? import.meta.dirname : process.env.SEGDECK_CORE;
  readFile(join(folder, request.url)).then(
    (content) => answer.writeHead(200, { "Content-Type": types[extname(request.url)] ?? "" }).end(content),
    () => answer.writeHead(404).end(),
  );
});
await new Promise((listening) => host.listen(0, "127.0.0.1", listening));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.env.CHROMIUM_FLAGS.split(" ") });
try {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => console.error(String(error)));
  await tab.goto(`http://127.0.0.1:${host.address().port}/`);
  await tab.waitForFunction(() => globalThis.table, undefined, { timeout: 300_000 });
  const load = loadavg().map((value) => value.toFixed(1)).join(" ");
  console.log(`Chromium ${browser.version()}, load ${load}; 15,000 targets, 500 rules with 100 values each; ms, median\n`);
  console.log(await tab.evaluate(() => globalThis.table));
} finally {
  await browser.close();
  host.closeAllConnections();
  host.close();
}
