// What every spec starts from: a server of its own, a page on it, and no error left unseen.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page, type Request } from "@playwright/test";
import { BrowserSandbox } from "./browser-sandbox.ts";
import { LocalServer } from "./local-server.ts";
import type { Server, ServerOptions } from "./server.ts";
import { StaticServer } from "./static-server.ts";

/** Where the sandbox runs that a test's page is connected to. */
export type Connection = "local-server" | "browser-sandbox";

interface Options {
  connection: Connection;
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

const answers = new WeakMap<SentRequest, () => boolean>();

/** Whether a request's answer is there, for all that is sent after this was asked. */
export function isAnswered(request: SentRequest): boolean {
  return answers.get(request)?.() ?? false;
}

interface Fixtures {
  /** What serves the page; the sandbox too, where that is the local server. */
  host: LocalServer | StaticServer;
  server: Server;
  /** Every request to the API that the page has sent so far, over whatever it is connected by. */
  sent: SentRequest[];
  /** Moves the time of the server and of the page, which stands still otherwise. */
  setTime: (now: number) => Promise<void>;
  /** Fails the test on every error in the page or its console; used by all tests. */
  noErrors: void;
}

interface SharedFixtures {
  /** One host without an API for all tests: each has a browser context of its own. */
  staticServer: StaticServer;
}

export const test = base.extend<Options & Fixtures, SharedFixtures>({
  connection: ["local-server", { option: true }],
  serverOptions: [{}, { option: true }],
  expectedErrors: [undefined, { option: true }],

  staticServer: [
    async ({}, use) => {
      const server = await StaticServer.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  host: async ({ connection, serverOptions, staticServer }, use) => {
    if (connection === "browser-sandbox" && serverOptions.dist === undefined) {
      await use(staticServer);
      return;
    }
    const host =
      connection === "browser-sandbox"
        ? await StaticServer.start({ dist: serverOptions.dist })
        : await LocalServer.start(serverOptions);
    await use(host);
    await host.stop();
  },

  baseURL: async ({ host }, use) => use(host.url),

  server: async ({ host, context, serverOptions }, use, testInfo) => {
    const server =
      host instanceof LocalServer
        ? host
        : await BrowserSandbox.start(context, host.url, serverOptions);
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server.log", { body: server.output(), contentType: "text/plain" });
    }
    if (server !== host) await server.stop();
  },

  page: async ({ page, server }, use) => {
    const goto = page.goto.bind(page);
    page.goto = async (...to) => {
      await server.letPageLead();
      return goto(...to);
    };
    await use(page);
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
    async ({ page, connection }, use) => {
      const sent: SentRequest[] = [];
      const note = (method: string, target: string, isAnswered: () => boolean) => {
        const path = new URL(target, "http://localhost").pathname;
        if (!path.includes("/api/v2/")) return;
        const request = { method, path };
        answers.set(request, isAnswered);
        sent.push(request);
      };
      if (connection === "local-server") {
        const finished = new WeakSet<Request>();
        page.on("request", (request) =>
          note(request.method(), request.url(), () => finished.has(request)),
        );
        page.on("requestfinished", (request) => finished.add(request));
      } else {
        // The worker answers in turn: whatever is sent to it later finds this one done.
        await page.exposeFunction("noteRequest", (method: string, target: string) =>
          note(method, target, () => true),
        );
        await page.addInitScript(watchWorkers);
      }
      await use(sent);
    },
    { auto: true },
  ],

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

/** Runs in the page before anything else: tells of every request that goes to a worker. */
function watchWorkers(): void {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
    const { noteRequest } = window as unknown as { noteRequest(...told: unknown[]): void };
    if (Array.isArray(message) && message[1] === "request") noteRequest(message[2], message[3]);
    return post.call(this, message, ...(rest as []));
  };
}

/** Audits the page as it is now for accessibility. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  await audit(new AxeBuilder({ page }).withTags(tags));
}

/** Audits only what a theme can change. */
export async function expectContrast(page: Page): Promise<void> {
  await audit(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]));
}

/** Audits only whether everything can be scrolled to by keyboard, in a window as low as that. */
export async function expectScrollable(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 420 });
  await audit(new AxeBuilder({ page }).withRules(["scrollable-region-focusable"]));
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
