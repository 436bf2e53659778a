// What every spec starts from: a server of its own, a page on it, and no error left unseen.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { LocalServer } from "./local-server.ts";
import type { Server, ServerOptions } from "./server.ts";

interface Options {
  /** How this test's server starts: `test.use({ serverOptions: { seed: "demo" } })`. */
  serverOptions: ServerOptions;
  /** Errors in the console that the test provokes, such as Chromium's line for a 500. */
  expectedErrors: RegExp | undefined;
}

/** What the page asked of the API. */
export interface SentRequest {
  method: string;
  path: string;
}

interface Fixtures {
  server: Server;
  /** Every request to the API that the page has sent so far, over whatever it is connected by. */
  sent: SentRequest[];
  /** Moves the time of the server and of the page, which stands still otherwise. */
  setTime: (now: number) => Promise<void>;
  /** Fails the test on every error in the page or its console; used by all tests. */
  noErrors: void;
}

export const test = base.extend<Options & Fixtures>({
  serverOptions: [{}, { option: true }],
  expectedErrors: [undefined, { option: true }],

  server: async ({ serverOptions }, use, testInfo) => {
    const server = await LocalServer.start(serverOptions);
    await use(server);
    await server.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server.log", { body: server.output(), contentType: "text/plain" });
    }
  },

  setTime: [
    async ({ page, server, serverOptions }, use) => {
      const setTime = async (now: number) => {
        await server.setTime(now);
        await page.clock.setFixedTime(now);
        // What the page does every so often, it does at once.
        await page.clock.fastForward(60_000);
      };
      if (serverOptions.clock !== "machine") await page.clock.setFixedTime(await server.time());
      await use(setTime);
    },
    { auto: true },
  ],

  sent: [
    async ({ page }, use) => {
      const sent: SentRequest[] = [];
      page.on("request", (request) => {
        const path = new URL(request.url()).pathname;
        if (path.includes("/api/v2/")) sent.push({ method: request.method(), path });
      });
      await use(sent);
    },
    { auto: true },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  noErrors: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedErrors?.test(text)) errors.push(text);
      };
      page.on("pageerror", (error) => note(`page: ${error.stack ?? error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") {
          note(`console: ${message.text()} (${message.location().url})`);
        }
      });
      await use();
      expect(errors, "errors in the page and its console").toEqual([]);
    },
    { auto: true },
  ],
});

/** Audits the page as it is now for accessibility. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  await audit(new AxeBuilder({ page }).withTags(tags));
}

/** Audits only what a theme can change. */
export async function expectContrast(page: Page): Promise<void> {
  await audit(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]));
}

async function audit(builder: AxeBuilder): Promise<void> {
  const { violations } = await builder.analyze();
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join("\n  ")}`,
  );
  expect(told, "accessibility").toEqual([]);
}

/** Waits until the dashboard runs and nothing on the page says that it still loads. */
export async function expectSettled(page: Page): Promise<void> {
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

export { expect };
