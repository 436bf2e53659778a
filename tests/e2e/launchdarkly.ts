// A stand-in for LaunchDarkly: a sandbox that knows one access token, which nobody else knows.
import { type Server as HttpServer, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext } from "@playwright/test";
import { LocalServer } from "./local-server.ts";
import { type Fault, WRITER_TOKEN } from "./server.ts";

export const LAUNCHDARKLY = "https://app.launchdarkly.com";
export const SECRET = "api-5ec7e700-70be-4a11-9d0f-f0und0n1yhere";

export class LaunchDarkly {
  private isStopped = false;

  private constructor(
    private readonly server: HttpServer,
    private readonly sandbox: LocalServer,
    /** Where it answers on this machine. */
    readonly url: string,
  ) {}

  static async start(): Promise<LaunchDarkly> {
    const sandbox = await LocalServer.start({ seed: "demo", faults: [] });
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const isKnown = request.headers.authorization === SECRET;
      const answer = await fetch(sandbox.url + request.url, {
        method: request.method,
        headers: {
          Authorization: isKnown ? WRITER_TOKEN : "unknown",
          "Content-Type": request.headers["content-type"] ?? "application/json",
        },
        body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
      });
      response.writeHead(answer.status, {
        "Content-Type": answer.headers.get("content-type") ?? "application/json",
        "Access-Control-Allow-Origin": "*",
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    return new LaunchDarkly(server, sandbox, `http://127.0.0.1:${port}`);
  }

  /** Answers what the pages of the context ask LaunchDarkly, which no test reaches. */
  async answer(context: BrowserContext, host = LAUNCHDARKLY): Promise<void> {
    await context.route(`${host}/**`, async (route) => {
      const request = route.request();
      const answer = await fetch(request.url().replace(host, this.url), {
        method: request.method(),
        headers: { ...(await request.allHeaders()) },
        body: request.postData(),
      }).catch((error: unknown) => {
        // A page may still ask when its test is over.
        if (!this.isStopped) throw error;
      });
      if (!answer) return;
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
  }

  async setFaults(faults: Fault[]): Promise<void> {
    await this.sandbox.setFaults(faults);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    await this.sandbox.stop();
  }
}
