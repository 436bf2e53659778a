// A host that only has files: the dashboard's, and nothing that answers requests.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { dist as builtDist } from "./server.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export interface StaticOptions {
  /** The dashboard's files; those that were built by default. */
  dist?: string;
  /** The path at which they are, with a slash at both ends. */
  base?: string;
  /** Sent with every file. */
  headers?: Record<string, string>;
}

export class StaticServer {
  private constructor(
    private readonly server: Server,
    /** The paths that were asked for, below the base, in order. */
    readonly requests: string[],
    /** Where the page is, without the slash at the end. */
    readonly url: string,
  ) {}

  static async start(options: StaticOptions = {}): Promise<StaticServer> {
    const { dist = builtDist, base = "/", headers = {} } = options;
    const requests: string[] = [];
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://host");
      if (!pathname.startsWith(base)) {
        response.writeHead(404).end();
        return;
      }
      const path = normalize(decodeURIComponent(pathname.slice(base.length)));
      requests.push(path === "." ? "" : path);
      // A deep link is answered with the page, as the documents tell hosts to do.
      const file = extname(path) === "" ? "index.html" : path;
      try {
        if (path.startsWith("..") || request.method !== "GET") throw new Error("nothing there");
        const content = await readFile(join(dist, file));
        const type = TYPES[extname(file)] ?? "application/octet-stream";
        response.writeHead(200, { "Content-Type": type, ...headers }).end(content);
      } catch {
        response.writeHead(404, { "Content-Type": "text/plain", ...headers }).end("Not found.");
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    return new StaticServer(server, requests, `http://127.0.0.1:${port}${base.slice(0, -1)}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
