// The page in front of a gateway: let in by a key or a password, and never told the access token.
import { type Page, expect, test as base } from "@playwright/test";
import { Gateway, type GatewayOptions } from "./gateway.ts";
import { LocalServer } from "./local-server.ts";
import { openReview, openSegment, pendingBar, pressSave } from "./segment.ts";
import { READER_TOKEN, WRITER_TOKEN } from "./server.ts";

const list = "/p/default/production/segments";

interface Fixtures {
  gatewayOptions: GatewayOptions;
  /** The access token that the gateway has for the sandbox. */
  token: string;
  /** What stands in for LaunchDarkly. */
  sandbox: LocalServer;
  gateway: Gateway;
}

const test = base.extend<Fixtures>({
  gatewayOptions: [{}, { option: true }],
  token: [WRITER_TOKEN, { option: true }],
  sandbox: async ({}, use) => {
    const sandbox = await LocalServer.start({ seed: "demo", clock: "machine" });
    await use(sandbox);
    await sandbox.stop();
  },
  gateway: async ({ sandbox, token, gatewayOptions }, use) => {
    const gateway = await Gateway.start(sandbox.url, token, gatewayOptions);
    await use(gateway);
    await gateway.stop();
  },
  baseURL: async ({ gateway }, use) => use(gateway.url),
});

/** Everything that the page knows or keeps. */
async function known(page: Page): Promise<string> {
  const kept = await page.evaluate(() => ({
    document: document.documentElement.outerHTML,
    address: location.href,
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    history: history.state as unknown,
  }));
  return JSON.stringify(kept);
}

test("the key in the address lets one in, and the access token never comes", async ({

  page,

  sandbox,

  gateway,

}) => {
  const seen: string[] = [];
  const errors: string[] = [];
  page.on("console", (message) => {
    seen.push(message.text());
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    seen.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? "");
  });
  const answers: Promise<void>[] = [];
  page.on("response", (response) => {
    seen.push(JSON.stringify(response.headers()));
    const read = response.text().then(
      (text) => void seen.push(text),
      () => undefined,
    );
    answers.push(read);
  });

  await page.goto(gateway.address);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  await expect(page).not.toHaveURL(/key/);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(gateway.key);
  await expect(page.getByRole("link", { name: /Gateway/ })).toBeVisible();

  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "New segment" });
  await dialog.getByLabel("Name").fill("Through the gateway");
  await dialog.getByRole("button", { name: "Create segment" }).click();
  await expect(page).toHaveURL(/\/segments\/through-the-gateway\/rules$/);
  const place = new URL(page.url()).pathname.split("/").slice(2, 4).join("/");
  const made = await sandbox.call("GET", `/api/v2/segments/${place}/through-the-gateway`);
  expect(made.name).toBe("Through the gateway");

  // Over a reload too, and on every page.
  await page.reload();
  await expect(page.getByRole("heading", { name: "Through the gateway" })).toBeVisible();
  await page.goto("/connection");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("Token accepted")).toBeVisible();

  await Promise.all(answers);
  const everything = seen.join("\n") + (await known(page));
  expect(everything).toContain("through-the-gateway");
  expect(everything).not.toContain(WRITER_TOKEN);
  const addresses = seen.filter((text) => text.startsWith("http"));
  expect(addresses.filter((address) => address.includes(gateway.key))).toEqual([]);
  expect(errors).toEqual([]);
});

test("the key leaves the address before anything else, also where the program never starts", async ({
  page,
  gateway,
}) => {
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto(gateway.address);
  await expect(page.getByRole("alert")).toContainText("could not start");
  expect(page.url()).toBe(`${gateway.url}/`);
  await page.goto("about:blank");
  await page.goBack();
  expect(page.url()).toBe(`${gateway.url}/`);
});

test("an address with the key may be opened in a tab that shows the page already", async ({
  page,
  gateway,
}) => {
  await page.goto(list);
  await expect(page.getByLabel("Key", { exact: true })).toBeVisible();
  await page.evaluate((key) => (location.hash = `key=${key}`), gateway.key);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  await expect(page).not.toHaveURL(/key/);
});

test("an upstream that goes away is told, and everything goes on when it is back", async ({
  page,
  sandbox,
  gateway,
}) => {
  await page.goto(gateway.address);
  await expect(page.locator(".segment-row").first()).toBeVisible();
  await sandbox.down();
  await page.getByRole("link", { name: "Beta testers", exact: true }).click();
  const told = page.getByRole("main").getByRole("alert");
  await expect(told).toContainText("The gateway cannot reach", { timeout: 30_000 });
  await expect(told).toContainText("502 upstream_unreachable");
  await sandbox.up();
  await told.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beta testers");
});

test.describe("a gateway whose token LaunchDarkly refuses", () => {
  test.use({ token: "api-nobody-knows-it" });

  test("says whose token it is and who can mend it", async ({ page, gateway }) => {
    await page.goto(gateway.address);
    const strip = page.getByText("LaunchDarkly refused the access token of the server.");
    await expect(strip).toBeVisible();
    await page.getByRole("link", { name: "Open Connection" }).click();
    await expect(page.getByRole("main")).toContainText(
      "Whoever runs the server starts it with another.",
    );
    await expect(page.getByLabel("Access token", { exact: true })).toHaveCount(0);
    await expect(page.getByText("Connected now")).toHaveCount(0);
  });
});

test("without the key it is asked for, and a wrong one is told", async ({ page, gateway }) => {
  await page.goto(list);
  const key = page.getByLabel("Key", { exact: true });
  await key.fill("a-key-that-is-not-this-gateways-at-all");
  await page.getByRole("button", { name: "Connect" }).click();
  const told = /The key or password was refused|is not this gateway's/;
  await expect(page.getByText(told)).toBeVisible();
  await expect(page.getByRole("list", { name: "What was checked" })).toContainText("Key accepted");
  // The whole address may be pasted too.
  await key.fill(gateway.address);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  expect(page.url()).not.toContain(gateway.key);
});

test("a gateway that has another key now asks for it, and the draft is kept", async ({

  page,

  sandbox,

  gateway,

}) => {
  const path = "/api/v2/segments/default/production";
  await sandbox.call("POST", path, { key: "drafted", name: "Drafted" });
  await page.goto(gateway.address);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
  await openSegment(page, "drafted", "targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("bob");
  await field.press("Enter");
  await expect(pendingBar(page)).toContainText("1 target included");
  await gateway.restart();
  const review = await openReview(page);
  await pressSave(review);
  await expect(review.getByRole("alert")).toContainText("Your draft is kept.");
  await review.getByRole("button", { name: "Keep editing" }).click();
  await page.getByRole("button", { name: "Enter the key" }).click();
  await page.getByLabel("Key", { exact: true }).fill(gateway.key);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByRole("button", { name: "Enter the key" })).toBeHidden();
  await expect(pendingBar(page)).toContainText("1 target included");
  const again = await openReview(page);
  await pressSave(again);
  await expect(again).toBeHidden();
  const saved = await sandbox.call("GET", `${path}/drafted`);
  expect(saved.included).toEqual(["bob"]);
});

test.describe("a gateway with a password", () => {
  test.use({ gatewayOptions: { password: "open, sesame" } });

  test("lets in whoever types it", async ({ page }) => {
    await page.goto(list);
    await page.getByLabel("Password", { exact: true }).fill("open, says me");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect(page.getByText(/password.*refused|is not this gateway's/)).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("open, sesame");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("sesame");
  });
});

for (const [name, options] of [
  ["a gateway that only reads", { gatewayOptions: { readOnly: true } }],
  ["a gateway whose token only reads", { token: READER_TOKEN }],
] as const) {
  test.describe(name, () => {
    test.use(options);

    test("shows everything and lets nothing be changed", async ({ page, sandbox, gateway }) => {
      const path = "/api/v2/segments/default/production";
      const { items } = await sandbox.call("GET", `${path}?limit=1`);
      await page.goto(gateway.address);
      await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
      await expect(page.getByRole("button", { name: "New segment" }).first()).toBeDisabled();
      await openSegment(page, items[0].key);
      await expect(page.getByRole("button", { name: "Add rule" }).first()).toBeDisabled();
      await expect(page.getByText("Read-only").first()).toBeVisible();
    });
  });
}

test("a page of another origin gets nothing of a gateway, even with its key", async ({

  page,

  sandbox,

  gateway,

}) => {
  await page.goto(sandbox.url);
  const got = await page.evaluate(
    async ({ url, key }) => {
      const tries: RequestInit[] = [
        { headers: { "Segdeck-Key": key } },
        { mode: "no-cors" },
        { credentials: "include" },
      ];
      const ended = [];
      for (const options of tries) {
        try {
          const response = await fetch(`${url}/api/v2/projects`, options);
          ended.push(`${response.type} ${await response.text()}`);
        } catch {
          ended.push("refused");
        }
      }
      return ended;
    },
    { url: gateway.url, key: gateway.key },
  );
  expect(got.join()).not.toContain("default");
  expect(got[0]).toBe("refused");
});
