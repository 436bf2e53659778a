// The sandbox in the browser of a test: a page of the same origin stands for the test, and speaks
// to the worker that holds the database, whichever page that belongs to.
import type { BrowserContext, Page } from "@playwright/test";
import {
  type CallOptions,
  type Fault,
  type Server,
  type ServerOptions,
  WRITER_TOKEN,
} from "./server.ts";

/** The name in local storage of the connection that is in use, and its value for this sandbox. */
const CONNECTION = ["segdeck.connection", "browser"] as const;
const SETTINGS = "segdeck.sandbox";

/** A file of every host of the page that is nothing by itself when it is opened. */
const BLANK = "segdeck/config.json";

/** What the test's own page has: the line to the sandbox. */
export interface Line {
  ask(kind: string, ...rest: unknown[]): Promise<unknown[]>;
  leave(): Promise<void>;
}

export class BrowserSandbox implements Server {
  private readonly log: string[] = [];

  private constructor(
    private readonly page: Page,
    readonly url: string,
    private readonly seed: string,
    private now: number | undefined,
    private faults: Fault[],
  ) {
    page.on("console", (message) => this.log.push(message.text()));
    page.on("pageerror", (error) => this.log.push(error.message));
  }

  /** Prepares a context whose pages at `url` use the sandbox. */
  static async start(context: BrowserContext, url: string, options: ServerOptions) {
    const page = await context.newPage();
    await page.goto(`${url}/${BLANK}`);
    const now = options.clock === "machine" ? undefined : Date.now();
    const { seed = "none", faults = [] } = options;
    const sandbox = new BrowserSandbox(page, url, seed, now, faults);
    await page.evaluate(([name, value]) => localStorage.setItem(name, value), CONNECTION);
    await page.evaluate(installLine, `${new URL(url).pathname.replace(/\/$/, "")}/`);
    await sandbox.keepSettings();
    return sandbox;
  }

  async call(method: string, path: string, body?: unknown, how: CallOptions = {}) {
    const headers = ["Authorization", how.token ?? WRITER_TOKEN];
    if (body !== undefined) headers.push("Content-Type", how.type ?? "application/json");
    const text = body === undefined ? null : JSON.stringify(body);
    const [status, answer] = await this.page.evaluate(
      async ({ method, path, headers, text }) => {
        const bytes = text === null ? null : new TextEncoder().encode(text);
        const { line } = window as unknown as { line: Line };
        const [, kind, status, , answer] = await line.ask("request", method, path, headers, bytes);
        if (kind !== "response") throw new Error(`${method} ${path}: ${kind} ${status} ${answer}`);
        const received = (answer ?? new Uint8Array()) as Uint8Array;
        return [status as number, new TextDecoder().decode(received)] as const;
      },
      { method, path, headers, text },
    );
    if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${answer}`);
    return answer === "" ? undefined : JSON.parse(answer);
  }

  async time(): Promise<number> {
    if (this.now === undefined) throw new Error("The clock follows the machine.");
    return this.now;
  }

  async setTime(now: number): Promise<void> {
    this.now = now;
    await this.configure();
  }

  async setFaults(faults: Fault[]): Promise<void> {
    this.faults = faults;
    await this.configure();
  }

  async down(): Promise<void> {
    await this.configure([{ effect: { kind: "dropBefore" } }]);
  }

  async up(): Promise<void> {
    await this.configure();
  }

  async letPageLead(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as { line: Line }).line.leave());
  }

  output(): string {
    return this.log.join("\n");
  }

  async stop(): Promise<void> {
    await this.page.close();
  }

  /** Settings take effect at once, and stay when a page is loaded again. */
  private async configure(faults = this.faults): Promise<void> {
    const settings = await this.keepSettings(faults);
    await this.page.evaluate(async (settings) => {
      const { line } = window as unknown as { line: Line };
      const [, kind, ...told] = await line.ask("configure", settings);
      if (kind !== "done") throw new Error(`configure: ${kind} ${told}`);
    }, settings);
  }

  private async keepSettings(faults = this.faults): Promise<string> {
    const settings = JSON.stringify({ seed: this.seed, clock: this.now ?? "machine", faults });
    await this.page.evaluate(([name, value]) => localStorage.setItem(name, value), [
      SETTINGS,
      settings,
    ] as const);
    return settings;
  }
}

/** Runs in the test's page: a line to the worker that leads; to one of its own, where none does. */
export function installLine(scope: string): void {
  const name = `segdeck.sandbox ${scope}`;
  const me = `test ${crypto.randomUUID()}`;
  const channel = new BroadcastChannel(name);
  const waiting = new Map<number, (answer: unknown[]) => void>();
  let worker: Worker | undefined;
  let last = 0;

  const hear = (answer: unknown[]) => {
    const heard = waiting.get(answer[0] as number);
    waiting.delete(answer[0] as number);
    heard?.(answer);
  };
  channel.onmessage = ({ data }: MessageEvent<unknown[]>) => {
    if (data[0] === "to-client" && data[1] === me) hear(data.slice(2));
  };
  const isLed = async () => {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === name);
  };
  /** Settles with an answer, or with none after a while: nobody heard the question. */
  const tell = (message: unknown[], patience?: number) =>
    new Promise<unknown[] | undefined>((answered) => {
      waiting.set(message[0] as number, answered);
      if (worker) worker.postMessage(message);
      else channel.postMessage(["to-leader", me, ...message]);
      if (patience !== undefined) {
        setTimeout(() => {
          waiting.delete(message[0] as number);
          answered(undefined);
        }, patience);
      }
    });
  const startWorker = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(scope)).text(), "text/html");
    const program = page.querySelector("meta[name=segdeck-worker]")?.getAttribute("content");
    if (!program) throw new Error("The page names no worker. Build it by `cargo xtask build`.");
    const address = new URL(program, new URL(scope, location.origin));
    const started = new Worker(address, { type: "module" });
    await new Promise<void>((ready, failed) => {
      started.onerror = ({ message }) => failed(new Error(message));
      started.onmessage = ({ data }) => {
        if (data[0] === "ready") ready();
      };
    });
    worker = started;
    worker.onerror = ({ message }) => console.error(message);
    worker.onmessage = ({ data }) => hear(data);
    worker.postMessage([0, "open", scope, localStorage.getItem("segdeck.sandbox") ?? ""]);
  };
  const line: Line = {
    async ask(kind, ...rest) {
      if (!worker && !(await isLed())) await startWorker();
      // Sent once, when somebody surely listens: asking twice could do it twice.
      while (!worker && !(await tell([++last, "status"], 100))) continue;
      const answer = await tell([++last, kind, ...rest]);
      return answer ?? [];
    },
    async leave() {
      if (!worker) return;
      worker.terminate();
      worker = undefined;
      await navigator.locks.request(name, () => {});
    },
  };
  Object.assign(window, { line });
}
