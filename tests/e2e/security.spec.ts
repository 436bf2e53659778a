// Pages of other origins, and names that were bent to this machine, against the local server: they
// neither read from it nor change anything.
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Page, expect, test as base } from "@playwright/test";
import { launchOptions } from "./browser.ts";
import { LocalServer } from "./local-server.ts";
import { WRITER_TOKEN } from "./server.ts";

const SEGMENTS = "/api/v2/segments/default/production";
const READABLE = [SEGMENTS, "/api/v2/projects", "/segdeck/config.json", "/segdeck/clock", "/"];

/** A name of somebody else's, which leads to this machine. */
const EVIL = "evil.test";

interface Fixtures {
  server: LocalServer;
  /** The port of a page on this machine that is not ours. */
  port: number;
}

const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await LocalServer.start({ seed: "demo" });
    await use(server);
    await server.stop();
  },
  port: async ({}, use) => {
    const host = await serveBlank();
    await use((host.address() as AddressInfo).port);
    host.closeAllConnections();
    host.close();
  },
});

test.use({
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${EVIL} 127.0.0.1`],
  },
});

/** A host of somebody else's, which lets every page do everything and keeps what was asked. */
async function serveBlank(port = 0, asked: string[] = []): Promise<HttpServer> {
  const host = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, {
      "Content-Type": "text/html",
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Headers": "authorization, content-type",
      "Access-Control-Allow-Methods": "POST, PUT, PATCH, DELETE",
    });
    response.end("<title>Not Segdeck</title><p>Not Segdeck</p>");
  });
  await new Promise<void>((listening) => host.listen(port, "127.0.0.1", listening));
  return host;
}

/** Everything that could change: the segments, and the time. */
async function state(server: LocalServer): Promise<string> {
  const segments = await server.call("GET", `${SEGMENTS}?limit=100`);
  return JSON.stringify([segments, await server.time()]);
}

/** What a page could find out by reading in every way that there is. */
const read = (page: Page, url: string, paths: string[]) =>
  page.evaluate(
    async ({ url, paths, token }) => {
      const found: string[] = [];
      const keep = (how: string, text: string) => {
        if (text !== "") found.push(`${how}: ${text}`);
      };
      for (const path of paths) {
        for (const mode of ["cors", "no-cors", "same-origin"] as const) {
          const known: Record<string, string> = { Authorization: token };
          for (const headers of [{}, known]) {
            for (const credentials of ["omit", "include"] as const) {
              try {
                const answer = await fetch(url + path, { mode, headers, credentials });
                keep(`${mode} ${path}`, await answer.text());
                keep(`${mode} ${path}`, [...answer.headers].join());
              } catch {
                // Refused.
              }
            }
          }
        }
        const shows = (element: HTMLElement, attributes: Record<string, string>) =>
          new Promise<boolean>((ended) => {
            element.onload = () => ended(true);
            element.onerror = () => ended(false);
            Object.assign(element, attributes);
            document.body.append(element);
          });
        for (const [tag, attributes] of [
          ["script", { src: url + path }],
          ["img", { src: url + path }],
          ["link", { rel: "stylesheet", href: url + path }],
        ] as const) {
          const isShown = await shows(document.createElement(tag), attributes);
          keep(`<${tag}> ${path}`, isShown ? "loaded" : "");
        }
        const frame = document.createElement("iframe");
        await shows(frame, { src: url + path });
        try {
          keep(`<iframe> ${path}`, frame.contentDocument?.body.textContent ?? "");
        } catch {
          // Refused.
        }
        const socket = new WebSocket(url.replace("http", "ws") + path);
        const opened = new Promise<string>((ended) => {
          socket.onopen = () => ended("open");
          socket.onerror = () => ended("");
        });
        keep(`WebSocket ${path}`, await opened);
      }
      return found;
    },
    { url, paths, token: WRITER_TOKEN },
  );

/** Tries to change something in every way that there is. */
const write = (page: Page, url: string) =>
  page.evaluate(
    async ({ url, segments, token }) => {
      const creation = JSON.stringify({ key: "intruder", name: "Intruder" });
      const calls: [string, string, string][] = [
        ["POST", segments, creation],
        ["PUT", "/segdeck/clock", JSON.stringify({ now: 1 })],
        ["POST", "/segdeck/clock", JSON.stringify({ now: 1 })],
        ["DELETE", `${segments}/beta-testers`, ""],
        ["PATCH", `${segments}/beta-testers`, JSON.stringify([{ op: "remove", path: "/name" }])],
      ];
      for (const [method, path, body] of calls) {
        for (const mode of ["cors", "no-cors", "same-origin"] as const) {
          const plain: Record<string, string> = { "Content-Type": "text/plain" };
          const json = { "Content-Type": "application/json", Authorization: token };
          for (const headers of [plain, json, { ...plain, Authorization: token }]) {
            const request = { method, mode, headers, body: body || undefined, keepalive: true };
            await fetch(url + path, request).catch(() => {});
          }
        }
        navigator.sendBeacon(url + path, new Blob([body], { type: "text/plain" }));
      }
      for (const enctype of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
      ]) {
        const frame = document.createElement("iframe");
        frame.name = `sink ${enctype}`;
        document.body.append(frame);
        const form = document.createElement("form");
        Object.assign(form, { method: "POST", action: url + segments, target: frame.name, enctype });
        const field = document.createElement("input");
        field.name = `{"key":"intruder","name":"Intruder","tags":["`;
        field.value = `"]}`;
        form.append(field);
        document.body.append(form);
        const sent = new Promise((ended) => frame.addEventListener("load", ended));
        form.submit();
        await sent;
      }
    },
    { url, segments: SEGMENTS, token: WRITER_TOKEN },
  );

for (const name of ["127.0.0.1", "localhost", EVIL]) {
  test(`a page of ${name} on another port neither reads nor writes`, async ({
    page,
    server,
    port,
  }) => {
    const before = await state(server);
    await page.goto(`http://${name}:${port}/`);
    expect(await read(page, server.url, READABLE)).toEqual([]);
    await write(page, server.url);
    expect(await state(server)).toBe(before);
  });
}

test("the same attempts get through where a host lets them", async ({ page, port }) => {
  const asked: string[] = [];
  const open = await serveBlank(0, asked);
  const url = `http://127.0.0.1:${(open.address() as AddressInfo).port}`;
  await page.goto(`http://127.0.0.1:${port}/`);
  const found = await read(page, url, ["/"]);
  expect(found.filter((line) => line.startsWith("cors")).length).toBeGreaterThan(0);
  asked.length = 0;
  await write(page, url);
  for (const call of [`POST ${SEGMENTS}`, "PUT /segdeck/clock", `DELETE ${SEGMENTS}/beta-testers`]) {
    expect(asked).toContain(call);
  }
  // Three modes but one, each with three headers; a beacon; and three forms.
  expect(asked.filter((call) => call === `POST ${SEGMENTS}`).length).toBe(3 + 3 + 1 + 3);
  open.closeAllConnections();
  open.close();
});

test("a name that is bent to this machine gets nothing, though it is the same origin", async ({
  page,
  server,
}) => {
  const port = Number(new URL(server.url).port);
  await server.down();
  const host = await serveBlank(port);
  await page.goto(`http://${EVIL}:${port}/`);
  host.closeAllConnections();
  await new Promise((closed) => host.close(closed));
  // From here on the name leads to the server.
  await server.up();
  const before = await state(server);
  const found = await page.evaluate(
    async ({ paths, token }) => {
      const found: string[] = [];
      for (const path of paths) {
        const answer = await fetch(path, { headers: { Authorization: token } });
        const { code } = await answer.json();
        found.push(`${answer.status} ${code}`);
      }
      return [...new Set(found)];
    },
    { paths: READABLE, token: WRITER_TOKEN },
  );
  expect(found).toEqual(["421 misdirected_request"]);
  await write(page, `http://${EVIL}:${port}`);
  expect(await state(server)).toBe(before);
});
