// The dashboard on hosts of every kind: below a path, where unknown addresses are errors, and under
// the policy that the page brings along.
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Page, expect, test } from "@playwright/test";
import { copyDist, remove } from "./dists.ts";
import { LocalServer } from "./local-server.ts";
import { dist } from "./server.ts";
import { StaticServer } from "./static-server.ts";

const BASE = "/tools/segdeck/";

const heading = (page: Page) => page.getByRole("main").getByRole("heading", { level: 1 });

test("every file that packs well has both packed forms", async () => {
  const names = await readdir(dist);
  const packable = names.filter((name) => /\.(css|html|js|svg|wasm)$/.test(name));
  expect(packable).toContain("index.html");
  expect(packable.length).toBeGreaterThan(8);
  for (const name of packable) {
    const content = await readFile(join(dist, name));
    const packed = (ending: string) => readFile(join(dist, name + ending));
    expect(brotliDecompressSync(await packed(".br")).equals(content), name).toBe(true);
    expect(gunzipSync(await packed(".gz")).equals(content), name).toBe(true);
  }
});

test.describe("below a path, where the host answers unknown addresses with 404.html", () => {
  let host: StaticServer;
  let folder: string;

  test.beforeEach(async () => {
    folder = await copyDist(BASE);
    host = await StaticServer.start({ dist: folder, base: BASE, unknown: "404.html" });
  });

  test.afterEach(async () => {
    await host.stop();
    await remove(folder);
  });

  test("a deep link opens, and everything stays below the path", async ({ page }) => {
    const outside: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(host.url)) outside.push(request.url());
    });
    const response = await page.goto(`${host.url}/connection`);
    expect(response?.status()).toBe(404);
    await expect(heading(page)).toHaveText("Connection");
    await expect(page).toHaveURL(`${host.url}/connection`);

    await page.getByRole("link", { name: "Segdeck", exact: true }).click();
    await expect(page).toHaveURL(`${host.url}/`);
    await page.goBack();
    await expect(page).toHaveURL(`${host.url}/connection`);
    await page.keyboard.press("Tab");
    await page.getByRole("link", { name: "Skip to main" }).press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await expect(page).toHaveURL(`${host.url}/connection`);
    for (const link of await page.getByRole("link").all()) {
      const href = (await link.getAttribute("href")) ?? "";
      if (!href.startsWith("#") && !href.startsWith("https:")) expect(href.startsWith(BASE), href).toBe(true);
    }
    // Where a server would be, if this host had one.
    expect(host.requests).toContain("segdeck/config.json");
    expect(outside).toEqual([]);
  });
});

test("two dashboards on one host know nothing of each other", async ({ page }) => {
  const places = ["/one/", "/two/"];
  const hosts = await Promise.all(
    places.map(async (base) => StaticServer.start({ dist: await copyDist(base), base })),
  );
  const proxy = createServer(async (request, response) => {
    const number = places.findIndex((base) => request.url?.startsWith(base));
    const { origin } = new URL(hosts[number]?.url ?? "http://127.0.0.1:1");
    try {
      const answer = await fetch(origin + request.url);
      const body = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get("content-type") ?? "";
      response.writeHead(answer.status, { "Content-Type": type }).end(body);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const edit = async (base: string, key: string) => {
    await page.goto(`${url}${base}p/default/production/segments/beta-testers/targets`);
    await page.getByLabel("Add a key to included").fill(key);
    await page.keyboard.press("Enter");
    await expect(page.getByText("1 target included")).toBeVisible();
  };
  const start = async (base: string) => {
    await page.goto(`${url}${base}`);
    await expect(page.getByRole("link", { name: "Connection: Not connected" })).toBeVisible();
    await page.getByRole("button", { name: "Try the sandbox" }).click();
    await expect(page.locator(".segment-row").first()).toBeVisible({ timeout: 30_000 });
  };
  await start("/one/");
  await edit("/one/", "of-one");
  await page.getByRole("button", { name: "Theme" }).first().click();
  const kept = () => page.evaluate(() => Object.keys(localStorage).sort());
  for (const name of await kept()) expect(name).toMatch(/^\/one\/ segdeck\./);

  await start("/two/");
  await page.goto(`${url}/two/p/default/production/segments/beta-testers/targets`);
  await expect(page.getByLabel("Add a key to included")).toBeVisible();
  await expect(page.getByText("Draft restored.")).toHaveCount(0);
  await edit("/two/", "of-two");
  for (const name of await kept()) expect(name).toMatch(/^\/(one|two)\/ segdeck\./);

  await page.goto(`${url}/one/p/default/production/segments/beta-testers/targets`);
  const keys = page.getByRole("grid", { name: "Included user keys" });
  await expect(page.getByText("1 target included")).toBeVisible();
  await page.getByRole("searchbox", { name: /included/i }).fill("of-");
  await expect(keys).toContainText("of-one");
  await expect(keys).not.toContainText("of-two");
  proxy.closeAllConnections();
  proxy.close();
  for (const host of hosts) {
    await host.stop();
    await remove(host.dist);
  }
});

test("a server behind a proxy that serves it below a path is used", async ({ page }) => {
  const server = await LocalServer.start({ seed: "demo", clock: "machine" });
  const folder = await copyDist(BASE);
  const files = await StaticServer.start({ dist: folder });
  const proxy = createServer(async (request, response) => {
    const path = (request.url ?? "").slice(BASE.length - 1);
    const isApi = /^\/(api|segdeck)\//.test(path);
    const headers: Record<string, string> = {};
    if (request.headers.authorization) headers.Authorization = request.headers.authorization;
    try {
      const answer = await fetch((isApi ? server.url : files.url) + path, { headers });
      const type = answer.headers.get("content-type") ?? "";
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { "Content-Type": type }).end(body);
    } catch {
      // As when the page still loads something at the end, and the hosts behind are gone.
      response.destroy();
    }
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const { port } = proxy.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}${BASE}p/default/production/segments`);
  await expect(page.locator(".segment-row").first()).toBeVisible();
  await page.locator(".segment-row-link").first().click();
  await expect(page).toHaveURL(new RegExp(`${BASE}p/default/production/segments/[^/]+/rules$`));
  await expect(heading(page)).toBeVisible();
  proxy.closeAllConnections();
  proxy.close();
  await files.stop();
  await server.stop();
  await remove(folder);
});

for (const kind of ["a host that sends no headers", "the server"] as const) {
  test.describe(`the policy of ${kind}`, () => {
    let host: StaticServer | LocalServer;

    test.beforeEach(async ({ page }) => {
      host =
        kind === "the server"
          ? await LocalServer.start({ clock: "machine" })
          : await StaticServer.start();
      await page.goto(`${host.url}/`);
      await expect(heading(page)).toBeVisible();
    });

    test.afterEach(() => host.stop());

    test("runs no script that was put into the page", async ({ page }) => {
      await page.evaluate(() => {
        const policy = { createScript: (text: string) => text, createHTML: (text: string) => text };
        // Not even a policy can be made, so this cannot be got around.
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy(name: string, policy: object): unknown };
        };
        for (const name of ["default", "evil"]) {
          try {
            trustedTypes.createPolicy(name, policy);
            Object.assign(window, { hasPolicy: true });
          } catch {
            // As it should.
          }
        }
        for (const fill of [
          (script: HTMLScriptElement) => script.append("window.isRun = true"),
          (script: HTMLScriptElement) => (script.textContent = "window.isRun = true"),
          (script: HTMLScriptElement) => (script.src = "data:text/javascript,window.isRun=true"),
          (script: HTMLScriptElement) => (script.src = "https://evil.test/x.js"),
        ]) {
          try {
            const script = document.createElement("script");
            fill(script);
            document.body.append(script);
          } catch {
            // Refused at once.
          }
        }
        for (const html of ["<img src=x onerror='window.isRun=true'>", "<b>bold</b>"]) {
          try {
            document.body.insertAdjacentHTML("beforeend", html);
            Object.assign(window, { isWritten: true });
          } catch {
            // Refused at once.
          }
        }
        const image = document.createElement("img");
        image.setAttribute("src", "data:,");
        try {
          image.setAttribute("onerror", "window.isRun = true");
        } catch {
          // Refused at once.
        }
        document.body.append(image);
        const link = document.createElement("a");
        link.href = "javascript:window.isRun=true";
        link.click();
      });
      await page.waitForTimeout(300);
      expect(
        await page.evaluate(() => ["isRun", "isWritten", "hasPolicy"].filter((name) => name in window)),
      ).toEqual([]);
    });

    test("starts no worker from elsewhere", async ({ page }) => {
      const refused = await page.evaluate(() =>
        ["https://evil.test/x.js", "data:text/javascript,1", URL.createObjectURL(new Blob([]))].map(
          (url) => {
            try {
              new Worker(url);
              return "started";
            } catch (error) {
              return (error as Error).name;
            }
          },
        ),
      );
      expect(refused).toEqual(["TypeError", "TypeError", "TypeError"]);
    });

    test("connects to nothing but its own host and LaunchDarkly", async ({ page }) => {
      const other = await StaticServer.start({ headers: { "Access-Control-Allow-Origin": "*" } });
      const connect = (url: string) =>
        page.evaluate(async (url) => {
          const seen = new Promise<string>((found) => {
            document.addEventListener("securitypolicyviolation", (event) =>
              found(event.effectiveDirective),
            );
            setTimeout(() => found("none"), 1_000);
          });
          fetch(url).catch(() => {});
          return seen;
        }, url);
      expect(await connect(`${other.url}/index.html`)).toBe("connect-src");
      expect(other.requests).toEqual([]);
      expect(await connect(`${host.url}/index.html`)).toBe("none");
      // There is no network here, but the policy lets it try.
      await page.route("https://app.eu.launchdarkly.com/**", (route) => route.abort());
      expect(await connect("https://app.eu.launchdarkly.com/api/v2/")).toBe("none");
      await other.stop();
    });

    test("shows nothing inside of another page", async ({ page }) => {
      const outer = createServer((_, response) => {
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end(`<iframe src="${host.url}/" width="900" height="600"></iframe>`);
      });
      await new Promise<void>((listening) => outer.listen(0, "127.0.0.1", listening));
      const { port } = outer.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/`);
      const inner = page.frameLocator("iframe");
      if (kind !== "the server") {
        await expect(inner.getByText("is not shown inside of other pages")).toBeVisible();
      }
      await expect(inner.getByRole("main")).toHaveCount(0);
      await expect(inner.getByRole("button")).toHaveCount(0);
      outer.closeAllConnections();
      outer.close();
    });
  });
}

test("the worker's script comes with the policy", async ({ page, request }) => {
  const server = await LocalServer.start({ clock: "machine" });
  await page.goto(`${server.url}/`);
  const script = await page.locator("meta[name=segdeck-worker]").getAttribute("content");
  const answer = await request.get(`${server.url}/${script}`);
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-security-policy"]).toContain("default-src 'none'");
  await server.stop();
});

test("an origin that was named may be connected to", async ({ page }) => {
  const other = await StaticServer.start({ headers: { "Access-Control-Allow-Origin": "*" } });
  const server = await LocalServer.start({ clock: "machine", connectSrc: [other.url] });
  await page.goto(`${server.url}/`);
  await expect(heading(page)).toBeVisible();
  const status = await page.evaluate(
    (url) => fetch(url).then((answer) => answer.status),
    `${other.url}/index.html`,
  );
  expect(status).toBe(200);
  await server.stop();
  await other.stop();
});

test("the program shows the dashboard that it carries", async ({ page }) => {
  const server = await LocalServer.start({ seed: "demo", clock: "machine", carriesPage: true });
  await page.goto(`${server.url}/p/default/production/segments`);
  await expect(page.locator(".segment-row").first()).toBeVisible();
  const packed = await page.request.get(`${server.url}/`, { headers: { "Accept-Encoding": "br" } });
  expect(packed.headers()["content-encoding"]).toBe("br");
  await server.stop();
});
