// A `segdeck serve --upstream` of a test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { address, program } from "./local-server.ts";
import { dist } from "./server.ts";

const PRINTED = /(?<=Segdeck is ready at )http:\S+/;

export interface GatewayOptions {
  /** Want this password instead of a key. */
  password?: string;
  /** Refuse every change. */
  readOnly?: boolean;
}

export class Gateway {
  private constructor(
    private readonly args: string[],
    private readonly token: string,
    private readonly scratch: string,
    private readonly log: string[],
    private child: ChildProcess,
    /** What it printed: its address, with its key if it made one. */
    public address: string,
  ) {}

  /** Starts a gateway to the upstream, with the access token that it keeps. */
  static async start(
    upstream: string,
    token: string,
    { password, readOnly }: GatewayOptions = {},
  ): Promise<Gateway> {
    const scratch = await mkdtemp(join(tmpdir(), "segdeck-gateway-"));
    const args = ["serve", "--upstream", upstream, "--dist", dist];
    if (readOnly) args.push("--read-only");
    if (password !== undefined) {
      const file = join(scratch, "password");
      await writeFile(file, password, { mode: 0o600 });
      args.push("--password-file", file);
    }
    const child = run(args, "127.0.0.1:0", token);
    const log: string[] = [];
    try {
      return new Gateway(args, token, scratch, log, child, await address(child, log, PRINTED));
    } catch (error) {
      child.kill("SIGKILL");
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Where the page is, without a key. */
  get url(): string {
    return new URL(this.address).origin;
  }

  /** The key that it made. */
  get key(): string {
    return new URL(this.address).hash.replace("#key=", "");
  }

  output(): string {
    return this.log.join("\n");
  }

  /** Ends it and starts it anew at the same place: it makes another key. */
  async restart(): Promise<void> {
    await this.down();
    this.child = run(this.args, new URL(this.address).host, this.token);
    this.address = await address(this.child, this.log, PRINTED);
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.scratch, { recursive: true, force: true });
  }

  private async down(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
  }
}

function run(args: string[], listen: string, token: string): ChildProcess {
  return spawn(program, [...args, "--listen", listen], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LAUNCHDARKLY_ACCESS_TOKEN: token },
  });
}
