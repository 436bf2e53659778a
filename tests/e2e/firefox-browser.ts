// The machine's own Firefox over WebDriver BiDi: as much of it as a smoke test needs.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";
import WebSocket from "ws";

interface Answer {
  id?: number;
  type: "success" | "error" | "event";
  result?: any;
  message?: string;
  method?: string;
  params?: any;
}

export class Firefox {
  private last = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  /** What pages logged as errors. */
  readonly errors: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.on("message", (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) {
        this.waiting.get(answer.id)?.(answer);
        this.waiting.delete(answer.id);
      } else if (answer.method === "log.entryAdded" && answer.params.level === "error") {
        this.errors.push(answer.params.text);
      }
    });
  }

  /** Starts Firefox without a window, with a new profile. */
  static async start(program: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), "segdeck-firefox-"));
    const args = ["--headless", "--no-remote", "--remote-debugging-port", "0"];
    args.push("--profile", profile);
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const address = await new Promise<string>((found, failed) => {
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`${program} ended with ${code}.`)));
      createInterface({ input: child.stderr }).on("line", (line) => {
        const listens = /^WebDriver BiDi listening on (ws:\S+)/.exec(line);
        if (listens?.[1]) found(listens[1]);
      });
    });
    const socket = new WebSocket(`${address}/session`);
    await once(socket, "open");
    const firefox = new Firefox(child, profile, socket);
    await firefox.send("session.new", { capabilities: {} });
    await firefox.send("session.subscribe", { events: ["log.entryAdded"] });
    return firefox;
  }

  async open(url: string): Promise<void> {
    const context = await this.context();
    await this.send("browsingContext.navigate", { context, url, wait: "complete" });
  }

  async reload(): Promise<void> {
    await this.send("browsingContext.reload", { context: await this.context(), wait: "complete" });
  }

  /** Runs a function in the page; what it gives back must be a text, a number or a truth value. */
  async evaluate<T extends string | number | boolean>(
    run: (...args: string[]) => T | Promise<T>,
    ...args: string[]
  ): Promise<T> {
    const { result, exceptionDetails } = await this.send("script.evaluate", {
      expression: `(${String(run)})(...${JSON.stringify(args)})`,
      target: { context: await this.context() },
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value as T;
  }

  /** Clicks the first element of the selector whose name or text is this, once it is there. */
  async click(selector: string, name: string): Promise<void> {
    const find = (selector: string, name: string) => {
      const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
        (element) => (element.ariaLabel ?? element.textContent)?.trim() === name,
      );
      found?.click();
      return found !== undefined;
    };
    await expect.poll(() => this.evaluate(find, selector, name), `${selector} ${name}`).toBe(true);
  }

  /** Types into what has the focus. */
  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.send("input.performActions", {
      context: await this.context(),
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    await this.send("browser.close", {});
    const hard = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(hard);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private async context(): Promise<string> {
    const { contexts } = await this.send("browsingContext.getTree", { maxDepth: 0 });
    return contexts[0].context;
  }

  private async send(method: string, params: object): Promise<any> {
    const id = ++this.last;
    const answer = await new Promise<Answer>((answered) => {
      this.waiting.set(id, answered);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    if (answer.type === "error") throw new Error(`${method}: ${answer.message}`);
    return answer.result;
  }
}
