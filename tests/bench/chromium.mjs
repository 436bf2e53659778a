// A page of its own in Chromium, for what is measured there.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import { extname } from "node:path";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** How busy this machine has been for the last 1, 5 and 15 minutes. */
export const load = () => loadavg().map((value) => value.toFixed(1)).join(" ");

/**
 * Opens a page and waits until its script has set `globalThis.told`.
 *
 * @param page the page's text
 * @param fileOf the file to answer the path of an address with
 * @returns what was told, and which browser it was
 */
export async function inChromium(page, fileOf) {
  const host = createServer((request, answer) => {
    if (request.url === "/") return answer.writeHead(200, { "Content-Type": "text/html" }).end(page);
    readFile(fileOf(request.url)).then(
      (content) => answer.writeHead(200, { "Content-Type": TYPES[extname(request.url)] ?? "" }).end(content),
      () => answer.writeHead(404).end(),
    );
  });
  await new Promise((listening) => host.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.env.CHROMIUM_FLAGS.split(" ") });
  try {
    const tab = await browser.newPage();
    tab.on("pageerror", (error) => console.error(String(error)));
    await tab.goto(`http://127.0.0.1:${host.address().port}/`);
    await tab.waitForFunction(() => globalThis.told, undefined, { timeout: 600_000 });
    return { told: await tab.evaluate(() => globalThis.told), version: `Chromium ${browser.version()}` };
  } finally {
    await browser.close();
    host.closeAllConnections();
    host.close();
  }
}
