// A `segdeck serve` of a test's own: a new database in memory, on a free port.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const WRITER_TOKEN = "api-sandbox-writer";
export const READER_TOKEN = "api-sandbox-reader";

const root = resolve(import.meta.dirname, "../..");
const program = process.env.SEGDECK_PROGRAM || join(root, "target/debug/segdeck");
/** The dashboard as `cargo xtask build --release` leaves it. */
export const dist = process.env.SEGDECK_DIST || join(root, "dist");

/** One thing that goes wrong; see `Fault` in crates/segdeck-sandbox. */
export interface Fault {
  /** The operation's id in LaunchDarkly's OpenAPI document, such as `patchSegment`; else all. */
  operation?: string;
  /** The segment's key; else every segment. */
  key?: string;
  /** Only the call of this number among those that match, counted from 1; else all. */
  nth?: number;
  effect:
    | { kind: "status"; status: number; code?: string; message?: string; retryAfter?: number }
    | { kind: "delay"; milliseconds: number }
    | { kind: "dropBefore" }
    | { kind: "dropAfter" }
    | { kind: "truncate"; bytes: number };
}

export interface ServerOptions {
  /** Start with the demo data instead of an empty project. */
  seed?: "demo";
  /** The dashboard's files, where a test prepares its own. */
  dist?: string;
  /** What should go wrong, and when. */
  faults?: Fault[];
  /** Stand still until the test moves the clock (the default), or follow the machine. */
  clock?: "manual" | "machine";
}

export class Server {
  private constructor(
    private readonly child: ChildProcess,
    private readonly scratch: string,
    private readonly log: string[],
    readonly url: string,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const scratch = await mkdtemp(join(tmpdir(), "segdeck-e2e-"));
    const args = ["serve", "--in-memory", "--listen", "127.0.0.1:0", "--dist", options.dist ?? dist];
    if (options.seed) args.push("--seed", options.seed);
    if ((options.clock ?? "manual") === "manual") args.push("--clock", "manual");
    if (options.faults !== undefined) {
      const file = join(scratch, "faults.json");
      await writeFile(file, JSON.stringify(options.faults));
      args.push("--fault", file);
    }
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const log: string[] = [];
    try {
      const url = await address(child, log);
      return new Server(child, scratch, log, url);
    } catch (error) {
      child.kill("SIGKILL");
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Calls the API as the page would, to prepare or to check what a test is about. */
  async call(method: string, path: string, body?: unknown, contentType = "application/json") {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: WRITER_TOKEN, "Content-Type": contentType },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** What the server printed, for a failing test's report. */
  output(): string {
    return this.log.join("\n");
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      const hard = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
      this.child.kill("SIGTERM");
      await ended;
      clearTimeout(hard);
    }
    await rm(this.scratch, { recursive: true, force: true });
  }
}

/** Waits until the server prints where it listens, and goes on keeping what it prints. */
function address(child: ChildProcess, log: string[]): Promise<string> {
  return new Promise((found, failed) => {
    const read = (line: string) => {
      log.push(line);
      const url = /http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d+/.exec(line);
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
