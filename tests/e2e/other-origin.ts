// Another origin with LaunchDarkly's API: what comes to it goes on to a sandbox, and it decides what
// a page of another origin may send and read, and what goes wrong.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What it answers instead of the API. */
export type Answers = "api" | "page" | "other-json" | "unauthorized";

/** What LaunchDarkly's own hosts let a page send. */
const ALLOWED = ["Accept", "Content-Type", "Content-Length", "Accept-Encoding", "Authorization"];

export class OtherOrigin {
  /** Where requests go on to. */
  target = "";
  answers: Answers = "api";
  /** Whether a page may ask for a version of the API; LaunchDarkly's own hosts let none. */
  allowsVersion = true;
  /** Headers of the answers that a page may read. */
  exposes: string[] = [];
  private server: Server;
  private readonly port: number;
  readonly url: string;

  private constructor(server: Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}`;
    server.on("request", this.answer);
  }

  static async start(): Promise<OtherOrigin> {
    return new OtherOrigin(await listen(0));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Answers again, at the same address. */
  async up(): Promise<void> {
    this.server = await listen(this.port);
    this.server.on("request", this.answer);
  }

  private readonly answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const headers = {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
      "Access-Control-Allow-Headers": [
        ...ALLOWED,
        ...(this.allowsVersion ? ["LD-API-Version"] : []),
      ].join(", "),
      "Access-Control-Expose-Headers": this.exposes.join(", "),
    };
    if (incoming.method === "OPTIONS") {
      outgoing.writeHead(204, headers).end();
      return;
    }
    const say = (status: number, type: string, body: string) =>
      outgoing.writeHead(status, { ...headers, "Content-Type": type }).end(body);
    switch (this.answers) {
      case "page":
        say(200, "text/html", "<!doctype html><title>Sign in</title><p>Sign in to the proxy.</p>");
        return;
      case "other-json":
        say(200, "application/json", '{"hello":"world"}');
        return;
      case "unauthorized":
        say(401, "application/json", '{"code":"unauthorized","message":"Invalid token."}');
        return;
      case "api":
        this.pass(incoming, outgoing, headers);
    }
  };

  private pass(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    headers: Record<string, string>,
  ): void {
    const { host: _host, origin: _origin, referer: _referer, ...sent } = incoming.headers;
    for (const name of Object.keys(sent)) if (name.startsWith("sec-fetch")) delete sent[name];
    const onward = request(this.target + incoming.url, {
      method: incoming.method,
      headers: sent,
    });
    onward.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 502, { ...response.headers, ...headers });
      response.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => found(server));
  });
}
