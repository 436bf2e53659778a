// How smoothly the list of 10,000 segments is searched and scrolled: the longest tasks of the main
// thread, by the browser's own tracing. Started by measure.config.ts.
import type { CDPSession } from "@playwright/test";
import { test } from "./fixtures.ts";
import { HUNDRED_KB } from "./hostile.ts";
import { PLACE, openReview, prepareSegment, ruleOf, showTab } from "./segment.ts";

/** Milliseconds from which on a task is felt. */
const LIMIT = 50;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { url?: string; functionName?: string } };
}

/** What the browser traced while `work` ran. */
async function trace(session: CDPSession, work: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown }) => events.push(...(value as TraceEvent[]));
  session.on("Tracing.dataCollected", collect);
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.start", {
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline", "__metadata"] },
    transferMode: "ReportEvents",
  });
  await work();
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  return events;
}

/** A task in milliseconds: how long it took, and how long of that it ran, on a busy machine. */
interface Task {
  took: number;
  ran: number;
  /** On what it ran, in the browser's words: the longest parts that are no part of another one. */
  parts: Map<string, number>;
}

/** What a part is about; the test's own questions to the page are none of the page's work. */
function partName({ name, args }: TraceEvent): string {
  const address = args.data?.url ?? args.data?.functionName ?? "";
  return name === "FunctionCall" && address === "" ? "the test" : name;
}

/** The parts of a task: events within it, less those within them. */
function partsOf(task: TraceEvent, events: TraceEvent[]): Map<string, number> {
  const end = task.ts + (task.dur ?? 0);
  const parts = new Map<string, number>();
  let until = 0;
  const inside = events.filter(
    (event) =>
      event.ph === "X" &&
      event !== task &&
      event.pid === task.pid &&
      event.tid === task.tid &&
      !event.name.endsWith("RunTask") &&
      event.ts >= task.ts &&
      event.ts < end,
  );
  for (const event of inside.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    if (event.ts < until || !leaves.has(event.name)) continue;
    until = event.ts + (event.dur ?? 0);
    const name = partName(event);
    parts.set(name, (parts.get(name) ?? 0) + (event.tdur ?? event.dur ?? 0) / 1_000);
  }
  return parts;
}

/** The events that are told apart. */
const leaves = new Set([
  "FunctionCall",
  "RunMicrotasks",
  "EvaluateScript",
  "UpdateLayoutTree",
  "Layout",
  "PrePaint",
  "Paint",
  "Layerize",
  "Commit",
  "ParseHTML",
  "HitTest",
  "MajorGC",
  "MinorGC",
]);

/** A task in words, with the parts that are felt. */
function told({ took, ran, parts }: Task): string {
  const felt = [...parts].filter(([, ran]) => ran >= 5).toSorted((a, b) => b[1] - a[1]);
  const said = felt.map(([name, ran]) => `${name} ${ran.toFixed(0)}`);
  return `${took.toFixed(0)} (${ran.toFixed(0)}${said.length > 0 ? `: ${said.join(", ")}` : ""})`;
}

/** The tasks of the page's main thread, the longest first. */
function tasks(events: TraceEvent[]): Task[] {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  return events
    .filter(({ name }) => name.endsWith("RunTask"))
    .filter(({ pid, tid }) => mains.has(`${pid}/${tid}`))
    .toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .map((task, index) => {
      const { dur = 0, tdur = dur } = task;
      const parts = index < 3 ? partsOf(task, events) : new Map();
      return { took: dur / 1_000, ran: tdur / 1_000, parts };
    });
}

test.use({ serverOptions: { seed: "many:10000", clock: "machine" } });

test("the list of 10,000 segments", async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  const grid = page.getByRole("grid", { name: "Segments" });
  const search = page.getByRole("searchbox");
  // Somebody types and turns the wheel at this pace.
  const pause = () => page.evaluate(() => new Promise<void>((done) => setTimeout(done, 120)));
  const type = async (text: string) => {
    await search.click();
    for (const letter of text) {
      await page.keyboard.type(letter);
      await pause();
    }
    for (const _ of text) {
      await page.keyboard.press("Backspace");
      await pause();
    }
  };
  const scroll = async (by: number, times: number) => {
    await grid.hover();
    for (let turn = 0; turn < times; turn += 1) {
      await page.mouse.wheel(0, by);
      await pause();
    }
  };
  const open = async () => {
    await page.goto(`${PLACE}/segments`);
    await page.getByText(/^Loaded \d+ of 10,000/).waitFor();
  };
  const loadAll = async () => {
    const all = page.getByText(/^10,000 segments\./);
    while (!(await all.isVisible())) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await pause();
    }
  };
  const steps: [string, () => Promise<void>][] = [
    ["open", open],
    ["search on the server", () => type("growth")],
    ["scroll while pages load", () => scroll(1_500, 60)],
    ["load the rest", loadAll],
    ["scroll all", () => scroll(-9_000, 60)],
    ["search all", () => type("growth alpha 12")],
    ["sort all", () => page.getByRole("button", { name: "Name and key" }).click().then(pause)],
  ];
  for (const [name, work] of steps) {
    const found = tasks(await trace(session, work));
    const over = found.filter(({ took }) => took > LIMIT).length;
    const ranOver = found.filter(({ ran }) => ran > LIMIT).length;
    const longest = found.slice(0, 3).map(told);
    console.log(
      `${name}: longest ${longest.join(", ")} ms (CPU); ${over} (${ranOver}) over ${LIMIT} ms`,
    );
  }
});

/** The files that load after the first list. */
const PARTS = /_(segment|dialogs|chunk_\d+)\.(wasm|css)$/;

test("the parts that load later", async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  const list = () => page.goto(`${PLACE}/segments`);
  const row = page.locator(".segment-row-link").first();
  const opened = page.getByRole("tablist", { name: "Parts of the segment" });
  const arePartsHere = () =>
    page.waitForFunction((names) => {
      const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
      return names.every((name) => loaded.some((address) => address.endsWith(name)));
    }, ["_segment.wasm", "_segment.css", "_dialogs.wasm"]);
  const measure = async (name: string, work: () => Promise<void>) => {
    let took = 0;
    const events = await trace(session, async () => {
      const start = performance.now();
      await work();
      took = performance.now() - start;
    });
    const longest = tasks(events).slice(0, 3).map(told);
    console.log(`${name}: ${took.toFixed(0)} ms; longest tasks ${longest.join(", ")} ms (CPU)`);
  };
  const click = async () => {
    await row.click();
    await opened.waitFor();
  };

  await list();
  await row.waitFor();
  await measure("fetch, compile and start all parts when idle", async () => {
    await arePartsHere();
    await page.waitForTimeout(500);
  });
  await measure("open a segment whose part is here", click);

  let letGo = () => {};
  const clicked = new Promise<void>((done) => (letGo = done));
  await page.route(PARTS, async (route) => {
    await clicked;
    await route.continue();
  });
  await list();
  await row.waitFor();
  await measure("open a segment whose part is not here", async () => {
    letGo();
    await click();
  });
});

test.describe("hostile sizes", () => {
  test.use({ serverOptions: { clock: "machine" } });

  test("texts of 100 kB and 10,000 tags", async ({ page, server }) => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `tag-${index}`);
    await prepareSegment(server, "long", [
      { op: "add", path: "/description", value: HUNDRED_KB },
      { op: "replace", path: "/tags", value: tags },
      { op: "add", path: "/included", value: [HUNDRED_KB, "short"] },
      { op: "add", path: "/rules/-", value: ruleOf(HUNDRED_KB, [HUNDRED_KB], HUNDRED_KB) },
    ]);
    const session = await page.context().newCDPSession(page);
    const rest = () => page.waitForTimeout(600);
    const shown = () => page.getByRole("region", { name: /^Rule 1/ }).waitFor();
    const steps: [string, () => Promise<void>][] = [
      ["the tags' menu", () => page.getByRole("button", { name: "Tags any" }).click()],
      ["close it", () => page.keyboard.press("Escape")],
      ["search", () => page.getByRole("searchbox").pressSequentially("long")],
      ["rules", () => page.getByRole("link", { name: "Long", exact: true }).click().then(shown)],
      ["targets", () => showTab(page, "Targets")],
      ["expirations", () => showTab(page, "Expirations")],
      ["JSON", () => showTab(page, "JSON")],
      ["details", () => page.getByRole("button", { name: "Edit details" }).click()],
      ["type in the description", () => page.getByRole("dialog").getByLabel("Description").press("x")],
      ["add to the draft", () => page.getByRole("button", { name: "Add to draft" }).click()],
      ["review", () => openReview(page).then(() => undefined)],
    ];
    await page.goto(`${PLACE}/segments`);
    await page.getByRole("link", { name: "Long", exact: true }).waitFor();
    await page.waitForTimeout(2_000);
    for (const [name, work] of steps) {
      const events = await trace(session, () => work().then(rest));
      const longest = tasks(events).slice(0, 3).map(told);
      console.log(`${name}: longest tasks ${longest.join(", ")} ms (CPU)`);
    }
  });
});
