// A host that only has files: the dashboard's, and nothing that answers requests.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
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
  /** What a deep link is answered with; hosts that know only files answer with 404.html. */
  unknown?: "index.html" | "404.html";
}

export class StaticServer {
  /** The files; others may take their place while it runs. */
  dist: string;
  /** Answers instead of a file, by its path below the base. */
  readonly answers = new Map<string, { status: number; body: string; type?: string }>();
  /** The paths that were asked for, below the base, in order. */
  readonly requests: string[] = [];
  /** Where the page is, without the slash at the end. */
  readonly url: string;
  private server: Server;
  private readonly port: number;

  private constructor(
    server: Server,
    private readonly options: Required<StaticOptions>,
  ) {
    this.server = server;
    this.dist = options.dist;
    this.port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}${options.base.slice(0, -1)}`;
    server.on("request", this.answer);
  }

  static async start(options: StaticOptions = {}): Promise<StaticServer> {
    const all = { dist: builtDist, base: "/", headers: {}, unknown: "index.html" as const };
    return new StaticServer(await listen(0), { ...all, ...options });
  }

  /** Stops answering, as a host that is not reached any more. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Answers again, at the same address. */
  async startAgain(): Promise<void> {
    this.server = await listen(this.port);
    this.server.on("request", this.answer);
  }

  private readonly answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { base, headers, unknown } = this.options;
    const { pathname } = new URL(request.url ?? "/", "http://host");
    if (!pathname.startsWith(base)) {
      response.writeHead(404).end();
      return;
    }
    const path = normalize(decodeURIComponent(pathname.slice(base.length)));
    this.requests.push(path === "." ? "" : path);
    const send = (status: number, body: string | Buffer, type: string) =>
      response.writeHead(status, { "Content-Type": type, ...headers }).end(body);
    const instead = this.answers.get(path === "." ? "" : path) ?? this.answers.get("*");
    if (instead) {
      send(instead.status, instead.body, instead.type ?? "text/html; charset=utf-8");
      return;
    }
    // A deep link is answered with the page, as the documents tell hosts to do.
    const isDeep = extname(path) === "" && path !== ".";
    const file = isDeep ? unknown : path === "." ? "index.html" : path;
    try {
      if (path.startsWith("..") || request.method !== "GET") throw new Error("nothing there");
      const content = await readFile(join(this.dist, file));
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      send(isDeep && unknown === "404.html" ? 404 : 200, content, type);
    } catch {
      send(404, "Not found.", "text/plain");
    }
  };
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}
