// A `segdeck serve --upstream` of a test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { address, program } from "./local-server.ts";
import { dist } from "./server.ts";

export class Gateway {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string[],
    /** What it printed: its address with its key. */
    readonly address: string,
  ) {}

  /** Starts a gateway to the upstream, with the access token that it keeps. */
  static async start(upstream: string, token: string): Promise<Gateway> {
    const args = ["serve", "--upstream", upstream, "--dist", dist, "--listen", "127.0.0.1:0"];
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LAUNCHDARKLY_ACCESS_TOKEN: token },
    });
    const log: string[] = [];
    return new Gateway(child, log, await address(child, log, /http:\/\/\S+#key=\S+/));
  }

  output(): string {
    return this.log.join("\n");
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
  }
}
