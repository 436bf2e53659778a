// A host that passes /api on to the sandbox, so that a page and the API are one origin.
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** What a page needs to be allowed, and no more. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** Where `pages` are: files in a folder, or another host's address. */
export async function startHost(pages, api, policy = POLICY) {
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, "http://host");
    if (pathname.startsWith("/api/") || pathname.startsWith("/segdeck/")) {
      pass(incoming, outgoing, api);
    } else if (pages.startsWith("http:")) {
      pass(incoming, outgoing, pages);
    } else {
      const file = join(pages, normalize(pathname === "/" ? "/index.html" : pathname));
      readFile(file).then(
        (content) =>
          outgoing
            .writeHead(200, {
              "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
              "Content-Security-Policy": policy,
            })
            .end(content),
        () => outgoing.writeHead(404).end(),
      );
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

function pass(incoming, outgoing, api) {
  const headers = { ...incoming.headers };
  for (const name of ["host", "origin", "referer", ...Object.keys(headers).filter((name) => name.startsWith("sec-"))]) delete headers[name];
  const onward = request(new URL(incoming.url, api), { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
    answer.on("aborted", () => outgoing.destroy());
  });
  // A connection that breaks behind this host breaks before it too.
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}
