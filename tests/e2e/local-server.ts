// A `segdeck serve` of a test's own: a new database in memory, on a free port.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  type CallOptions,
  type Fault,
  type Server,
  type ServerOptions,
  WRITER_TOKEN,
  dist,
  root,
} from "./server.ts";

export const program = process.env.SEGDECK_PROGRAM || join(root, "target/debug/segdeck");

export class LocalServer implements Server {
  private constructor(
    private child: ChildProcess,
    private readonly args: string[],
    private readonly scratch: string,
    private readonly log: string[],
    readonly url: string,
  ) {}

  static async start(options: ServerOptions): Promise<LocalServer> {
    const scratch = await mkdtemp(join(tmpdir(), "segdeck-e2e-"));
    const args = ["serve"];
    if (!options.carriesPage) args.push("--dist", options.dist ?? dist);
    for (const origin of options.connectSrc ?? []) args.push("--connect-src", origin);
    args.push(...(options.keepsData ? ["--db", join(scratch, "segdeck.db")] : ["--in-memory"]));
    if (options.seed) args.push("--seed", options.seed);
    if ((options.clock ?? "manual") === "manual") args.push("--clock", "manual");
    if (options.faults !== undefined) {
      const file = join(scratch, "faults.json");
      await writeFile(file, JSON.stringify(options.faults));
      args.push("--fault", file);
    }
    const child = run(args, "127.0.0.1:0");
    const log: string[] = [];
    try {
      const url = await address(child, log);
      return new LocalServer(child, args, scratch, log, url);
    } catch (error) {
      child.kill("SIGKILL");
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  async call(method: string, path: string, body?: unknown, how: CallOptions = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        Authorization: how.token ?? WRITER_TOKEN,
        "Content-Type": how.type ?? "application/json",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async time(): Promise<number> {
    return (await this.call("GET", "/segdeck/clock")).now;
  }

  async setTime(now: number): Promise<void> {
    await this.call("PUT", "/segdeck/clock", { now });
  }

  async setFaults(faults: Fault[]): Promise<void> {
    await this.call("PUT", "/segdeck/faults", faults);
  }

  async letPageLead(): Promise<void> {}

  output(): string {
    return this.log.join("\n");
  }

  async down(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      const hard = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
      this.child.kill("SIGTERM");
      await ended;
      clearTimeout(hard);
    }
  }

  async up(): Promise<void> {
    this.child = run(this.args, new URL(this.url).host);
    await address(this.child, this.log);
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.scratch, { recursive: true, force: true });
  }
}

/** Those that run: a test that failed before it stopped its server leaves none behind. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

function run(args: string[], listen: string): ChildProcess {
  const child = spawn(program, [...args, "--listen", listen], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

const ORIGIN = /http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d+/;

/** Waits until the server prints where it listens, and goes on keeping what it prints. */
export function address(child: ChildProcess, log: string[], form = ORIGIN): Promise<string> {
  return new Promise((found, failed) => {
    const read = (line: string) => {
      log.push(line);
      const url = form.exec(line);
      if (url) found(url[0]);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", read);
    }
    child.once("error", (error) =>
      failed(new Error(`Cannot start ${program}: ${error.message}. Run \`cargo xtask test e2e\`.`)),
    );
    child.once("exit", (code) =>
      failed(new Error(`${program} ended with ${code} before it listened:\n${log.join("\n")}`)),
    );
  });
}
