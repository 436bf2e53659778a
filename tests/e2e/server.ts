// What a test knows of the sandbox behind its page, wherever that runs.
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
/** The dashboard as `cargo xtask build` leaves it. */
export const dist = process.env.SEGDECK_DIST || join(root, "dist");

export const WRITER_TOKEN = "api-sandbox-writer";
export const READER_TOKEN = "api-sandbox-reader";
export const ADMIN_TOKEN = "api-sandbox-admin";

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
  /** Show the dashboard that the program carries, not that of a folder. */
  carriesPage?: boolean;
  /** Further origins that the page may connect to. */
  connectSrc?: string[];
  /** What should go wrong, and when. */
  faults?: Fault[];
  /** Let the time stand still until the test moves it (the default), or follow the machine. */
  clock?: "manual" | "machine";
  /** Keep the data in a file, so that it outlasts `down` and `up`. */
  keepsData?: boolean;
}

export interface CallOptions {
  /** The body's type; JSON if none is given. */
  type?: string;
  /** Who asks; the writer if none is given. */
  token?: string;
}

/** A sandbox of a test's own. */
export interface Server {
  /** Where the page is. */
  readonly url: string;
  /** Calls the sandbox as the page would, to prepare or to check what a test is about. */
  call(method: string, path: string, body?: unknown, how?: CallOptions): Promise<any>;
  /** Where the time of a manual clock stands, in milliseconds since 1970. */
  time(): Promise<number>;
  /** Moves the time; what becomes due by then has happened when this returns. */
  setTime(now: number): Promise<void>;
  /** Replaces the faults; only where the test started with `faults`, even with none. */
  setFaults(faults: Fault[]): Promise<void>;
  /** Stops answering. */
  down(): Promise<void>;
  /** Answers again, with the same data. */
  up(): Promise<void>;
  /** Called before the page opens for the first time: from then on the sandbox may be in it. */
  letPageLead(): Promise<void>;
  /** What it printed, for a failing test's report. */
  output(): string;
  stop(): Promise<void>;
}
