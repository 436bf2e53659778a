// From a new browser to the list of the demo data in the sandbox in the browser, and where the time
// goes. Prints figures to read; fails on none of them.
import { type Page, chromium, test } from "@playwright/test";
import { launchOptions } from "./browser.ts";
import { StaticServer } from "./static-server.ts";

const RUNS = Number(process.env.SEGDECK_RUNS ?? 10);

/** What happens on the way, in order. */
const STEPS = [
  ["started", "the worker is asked for, beside the page's program"],
  ["ready", "the worker's program runs"],
  ["changed", "the database is made, with the demo data"],
  ["listed", "the list of segments is answered"],
  ["shown", "it is shown"],
] as const;

type Step = (typeof STEPS)[number][0];
type Times = Record<Step, number>;

/** Runs in the page before anything else: notes when each step is reached. */
function watch(): void {
  localStorage.setItem("segdeck.connection", "browser");
  const times: Partial<Times> = {};
  const note = (step: Step) => {
    times[step] ??= performance.now();
  };
  const lists = new Set<unknown>();
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
    const [id, , , target] = message as unknown[];
    if (/^\/api\/v2\/segments\/[^/?]+\/[^/?]+(\?|$)/.test(String(target))) lists.add(id);
    return post.call(this, message, ...(rest as []));
  };
  window.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      note("started");
      this.addEventListener("message", ({ data }) => {
        if (data[0] === "ready" || data[0] === "changed") note(data[0]);
        if (lists.has(data[0]) && data[1] === "response") note("listed");
      });
    }
  };
  const look = () => {
    if (document.querySelector(".segment-row")) note("shown");
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(window, { times });
}

async function measure(page: Page, url: string): Promise<Times> {
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => "shown" in (window as unknown as { times: object }).times);
  return page.evaluate(() => (window as unknown as { times: Times }).times);
}

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

test("cold start", async () => {
  const host = await StaticServer.start();
  const all: Times[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const browser = await chromium.launch(launchOptions);
    const page = await browser.newPage();
    all.push(await measure(page, `${host.url}/p/default/production/segments`));
    await browser.close();
  }
  await host.stop();
  console.log(`from the first request to …, in ms, median of ${RUNS} new browsers (least, most)`);
  for (const [step, what] of STEPS) {
    const times = all.map((of) => of[step]);
    const [least, most] = [Math.min(...times), Math.max(...times)].map(Math.round);
    console.log(`${String(Math.round(median(times))).padStart(6)}  ${what} (${least}, ${most})`);
  }
});
