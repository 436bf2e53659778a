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
  /** Start with the demo data, or with so many small segments, instead of an empty project. */
  seed?: "demo" | `many:${number}`;
  /** The dashboard's files, where a test prepares its own. */
  dist?: string;
  /** What should go wrong, and when. */
  faults?: Fault[];
  /** Let the time stand still until the test moves it (the default), or follow the machine. */
  clock?: "manual" | "machine";
  /** Keep the data in a file instead of in memory, so that it outlasts `down` and `up`. */
  keepsData?: boolean;
}

export class Server {
  private constructor(
    private child: ChildProcess,
    private readonly args: string[],
    private readonly scratch: string,
    private readonly log: string[],
    readonly url: string,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const scratch = await mkdtemp(join(tmpdir(), "segdeck-e2e-"));
    const args = ["serve", "--dist", options.dist ?? dist];
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
      return new Server(child, args, scratch, log, url);
    } catch (error) {
      child.kill("SIGKILL");
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Calls the server as the page would, to prepare or to check what a test is about. */
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

  /** Where the time of a server with a manual clock stands, in milliseconds since 1970. */
  async time(): Promise<number> {
    return (await this.call("GET", "/segdeck/clock")).now;
  }

  /** Moves the time; what becomes due by then has happened when this returns. */
  async setTime(now: number): Promise<void> {
    await this.call("PUT", "/segdeck/clock", { now });
  }

  /** Replaces the faults; only where the server started with `faults`, even with none. */
  async setFaults(faults: Fault[]): Promise<void> {
    await this.call("PUT", "/segdeck/faults", faults);
  }

  /** What the server printed, for a failing test's report. */
  output(): string {
    return this.log.join("\n");
  }

  /** Stops answering, as when its terminal is closed. */
  async down(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      const hard = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
      this.child.kill("SIGTERM");
      await ended;
      clearTimeout(hard);
    }
  }

  /** Answers again, at the same address. */
  async up(): Promise<void> {
    this.child = run(this.args, new URL(this.url).host);
    await address(this.child, this.log);
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.scratch, { recursive: true, force: true });
  }
}

function run(args: string[], listen: string): ChildProcess {
  return spawn(program, [...args, "--listen", listen], { stdio: ["ignore", "pipe", "pipe"] });
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
