// The sandbox in the browser, in Firefox: it opens with the demo data and keeps what is changed.
import { expect, test as base } from "@playwright/test";
import { Firefox } from "./firefox-browser.ts";
import { StaticServer } from "./static-server.ts";

const test = base.extend<{ firefox: Firefox; host: StaticServer }>({
  firefox: async ({}, use) => {
    const firefox = await Firefox.start(process.env.FIREFOX || "firefox-esr");
    await use(firefox);
    await firefox.stop();
  },
  host: async ({}, use) => {
    const host = await StaticServer.start();
    await use(host);
    await host.stop();
  },
});

test("a change in the sandbox of this browser outlasts a reload", async ({ firefox, host }) => {
  const heading = () => firefox.evaluate(() => document.querySelector("h1")?.textContent ?? "");
  const text = () => firefox.evaluate(() => document.body.innerText);

  await firefox.open(`${host.url}/connection`);
  await firefox.click("button", "Try the sandbox");
  await expect.poll(heading).toContain("Segments");
  await firefox.open(`${host.url}/p/default/production/segments`);
  await expect.poll(text).toContain("45 segments.");

  await firefox.click("button", "New segment");
  const isTyping = () => firefox.evaluate(() => document.activeElement?.localName === "input");
  await expect.poll(isTyping).toBe(true);
  await firefox.type("Foxes");
  await firefox.click("dialog button", "Create segment");
  await expect.poll(heading).toBe("Foxes");

  await firefox.reload();
  await expect.poll(heading).toBe("Foxes");
  await firefox.open(`${host.url}/p/default/production/segments`);
  await expect.poll(text).toContain("46 segments.");
  // A part that is on its way when the page is left is aborted, which Firefox tells as an error.
  const aborted = /AbortError|A ServiceWorker intercepted the request|\.css could not be loaded/;
  expect(firefox.errors.filter((error) => !aborted.test(error))).toEqual([]);
});
