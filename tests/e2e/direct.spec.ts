// LaunchDarkly itself with a pasted token: another origin stands in for it.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test as base } from "./fixtures.ts";
import { LaunchDarkly, SECRET } from "./launchdarkly.ts";
import { OtherOrigin } from "./other-origin.ts";
import { PLACE, openReview, openSegment, pendingBar, prepareSegment, pressSave, readSegment } from "./segment.ts";
import { READER_TOKEN, WRITER_TOKEN } from "./server.ts";

const test = base.extend<{ other: OtherOrigin }>({
  other: async ({}, use) => {
    const other = await OtherOrigin.start();
    await use(other);
    await other.stop();
  },
  serverOptions: async ({ other }, use) => {
    // The same place by TLS, which nobody speaks there.
    await use({ faults: [], connectSrc: [other.url, other.url.replace("http:", "https:")] });
  },
  server: async ({ server, other }, use) => {
    other.target = server.url;
    await use(server);
  },
});

test.skip(({ connection }) => connection !== "local-server", "It is not about where the page is.");

const main = (page: Page) => page.getByRole("main");
const tokenField = (page: Page) => page.getByLabel("Access token", { exact: true });
const checks = (page: Page) => page.getByRole("list", { name: "What was checked" });

/** Chooses the other origin on the connection page, and types the token. */
async function fillIn(page: Page, address: string, token: string) {
  await page.goto("/connection");
  await page.getByRole("radio", { name: "Paste an access token" }).check();
  await page.getByLabel("Host", { exact: true }).selectOption("Another host");
  await page.getByLabel("Address", { exact: true }).fill(address);
  await tokenField(page).fill(token);
}

const connect = (page: Page) =>
  main(page).getByRole("button", { name: "Connect", exact: true }).click();

const chip = (page: Page) => page.getByRole("link", { name: /^Connection: / });

/** Connects with a token that the tab keeps, and shows the list. */
async function connectDirectly(page: Page, other: OtherOrigin, token = WRITER_TOKEN) {
  await fillIn(page, other.url, token);
  await page.getByRole("checkbox", { name: /^Keep the token in this tab/ }).check();
  await connect(page);
  await expect(chip(page)).toContainText(`Direct${new URL(other.url).host}`);
  await page.goto(`${PLACE}/segments`);
  await expectSettled(page);
}

/** Everything that the browser keeps for the page, and its address. */
const kept = (page: Page) =>
  page.evaluate(() => ({
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    address: location.href,
    page: document.documentElement.outerHTML,
  }));

test.describe("a token", () => {
  test.use({ expectedErrors: /status of 401/ });

  test("is tried before it is used, and kept in memory only", async ({ page, other, server }) => {
    await prepareSegment(server, "first");
    await fillIn(page, other.url, "api-wrong");
    await connect(page);
    await expect(checks(page)).toContainText("The token was refused.");
    await expect(chip(page)).toContainText("Sandbox");
    await expectAccessible(page);

    await tokenField(page).fill("sdk-1234");
    await connect(page);
    await expect(main(page)).toContainText("This is an SDK key.");

    await tokenField(page).fill(WRITER_TOKEN);
    await connect(page);
    await expect(chip(page)).toContainText("Direct");
    await page.goto(`${PLACE}/segments`);
    // The page is new, and the token was only in its memory.
    await expect(main(page)).toContainText("it was not kept");
    const before = await kept(page);
    for (const text of Object.values(before)) expect(text).not.toContain(WRITER_TOKEN);
    await tokenField(page).fill(WRITER_TOKEN);
    await connect(page);
    await expect(page.getByRole("link", { name: "First" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`${PLACE}/segments`);
    for (const text of Object.values(await kept(page))) expect(text).not.toContain(WRITER_TOKEN);
  });

  test("is kept in the tab if that is ticked, and then forgotten", async ({ page, other }) => {
    await fillIn(page, other.url, WRITER_TOKEN);
    await page.getByRole("checkbox", { name: /^Keep the token in this tab/ }).check();
    await connect(page);
    await expect(chip(page)).toContainText("Direct");
    const { local, session, address, page: text } = await kept(page);
    expect(session).toContain(WRITER_TOKEN);
    for (const elsewhere of [local, address, text]) expect(elsewhere).not.toContain(WRITER_TOKEN);
    await page.reload();
    await expect(chip(page)).toContainText("Direct");
    await expectSettled(page);

    await page.goto("/connection");
    const name = new URL(other.url).host;
    await page.getByRole("button", { name: `Rename ${name}` }).click();
    await page.getByLabel("Name", { exact: true }).fill("Our account");
    await page.getByRole("button", { name: "Rename connection" }).click();
    await page.getByRole("button", { name: "Remove Our account" }).click();
    await page.getByRole("button", { name: "Remove connection" }).click();
    await expect(page.getByText("Our account")).toBeHidden();
    for (const store of Object.values(await kept(page))) expect(store).not.toContain(WRITER_TOKEN);
  });

  test("that is refused in the middle of work: another one goes on on the same page", async ({
    page,
    other,
    server,
  }) => {
    await prepareSegment(server, "fragile");
    await connectDirectly(page, other);
    await openSegment(page, "fragile", "targets");
    const field = page.getByLabel("Add a key to included");
    await field.fill("bob");
    await field.press("Enter");
    other.answers = "unauthorized";
    const dialog = await openReview(page);
    await pressSave(dialog);
    await expect(dialog.getByRole("alert")).toContainText("Invalid token.");
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(page.getByText("The access token was refused.", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Enter another token" }).click();
    const asked = page.getByRole("dialog", { name: "Enter another access token" });
    await expect(asked.getByLabel("Access token", { exact: true })).toBeFocused();
    other.answers = "api";
    await page.keyboard.type(WRITER_TOKEN);
    await page.keyboard.press("Enter");
    await expect(asked).toBeHidden();
    await expect(page.getByText("The access token was refused.", { exact: true })).toBeHidden();
    await expect(pendingBar(page)).toContainText("1 target included");
    const again = await openReview(page);
    await pressSave(again);
    await expect(again).toBeHidden();
    expect((await readSegment(server, "fragile")).included).toEqual(["bob"]);
  });
});

test.describe("a host that lets no browser ask for a version of the API", () => {
  test.use({ expectedErrors: /CORS policy|net::ERR_FAILED/ });

  test("is found out, said, and works", async ({ page, other, server }) => {
    other.allowsVersion = false;
    await prepareSegment(server, "first");
    await connectDirectly(page, other);
    await expect(page.getByRole("link", { name: "First" })).toBeVisible();
    await page.getByRole("link", { name: "Connection", exact: true }).click();
    await expect(main(page)).toContainText(
      "This host lets no browser ask for a version of the API",
    );
  });
});

test.describe("what a page may not read", () => {
  test.use({ expectedErrors: /status of 429/ });

  test("such as when to try again, is done without", async ({ page, other, server }) => {
    await prepareSegment(server, "first");
    await connectDirectly(page, other);
    await server.setFaults([
      { operation: "postSegment", nth: 1, effect: { kind: "status", status: 429, retryAfter: 1 } },
    ]);
    await page.getByRole("button", { name: "New segment" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Second");
    await page.getByRole("button", { name: "Create segment" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Second");
  });
});

test.describe("what is no LaunchDarkly", () => {
  test.use({ expectedErrors: /net::ERR_|Content Security Policy|violates/ });

  test("is told for what it is, each time with a way on", async ({ page, other }) => {
    other.answers = "page";
    await fillIn(page, other.url, WRITER_TOKEN);
    await connect(page);
    await expect(checks(page)).toContainText("The answer is a web page.");
    await expect(checks(page)).toContainText("a proxy, a sign-in page or another service");

    other.answers = "other-json";
    await connect(page);
    await expect(checks(page)).toContainText("Another service answered. Check the address.");

    await page.getByLabel("Address", { exact: true }).fill(other.url.replace("http:", "https:"));
    await tokenField(page).fill(WRITER_TOKEN);
    await connect(page);
    await expect(checks(page)).toContainText("certificate");
    await page.getByLabel("Address", { exact: true }).fill(other.url);
    await tokenField(page).fill(WRITER_TOKEN);

    await other.stop();
    await connect(page);
    await expect(checks(page)).toContainText("gave no answer that this page may read");
    await expect(checks(page)).toContainText("certificate");

    // The page's policy does not name it.
    await page.getByLabel("Address", { exact: true }).fill("https://ld.example");
    await tokenField(page).fill(WRITER_TOKEN);
    await connect(page);
    await expect(checks(page)).toContainText("--connect-src https://ld.example");

    for (const [typed, told] of [
      ["http://ld.example", "Use https"],
      ["https://ld.example/api/v2", "Only the host belongs here"],
      ["https://", "Type the address"],
    ] as const) {
      await page.getByLabel("Address", { exact: true }).fill(typed);
      await expect(main(page)).toContainText(told);
    }
    await other.up();
    other.answers = "api";
    await page.getByLabel("Address", { exact: true }).fill(other.url);
    await tokenField(page).fill(WRITER_TOKEN);
    await connect(page);
    await expect(chip(page)).toContainText("Direct");
  });
});

test("a sign-in page in the middle of work is told, and work goes on behind it", async ({
  page,
  other,
  server,
}) => {
  await prepareSegment(server, "fragile");
  await connectDirectly(page, other);
  other.answers = "page";
  await page.getByRole("link", { name: "Fragile" }).click();
  const told = main(page).getByRole("alert");
  await expect(told).toContainText("a proxy, a sign-in page or another service", {
    timeout: 20_000,
  });
  other.answers = "api";
  await told.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Fragile");

  await page.getByRole("tab", { name: /^Targets/ }).click();
  await page.getByLabel("Add a key to included").fill("bob");
  await page.keyboard.press("Enter");
  other.answers = "page";
  const dialog = await openReview(page);
  await pressSave(dialog);
  await expect(dialog.getByRole("alert")).toContainText("Your draft is kept.", { timeout: 20_000 });
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  await expect(pendingBar(page)).toContainText("1 target included");
  other.answers = "api";
  const again = await openReview(page);
  await pressSave(again);
  await expect(again).toBeHidden();
  expect((await readSegment(server, "fragile")).included).toEqual(["bob"]);
});

test("the hosts of LaunchDarkly are saved side by side, without tokens, and switched", async ({
  page,
  context,
}) => {
  const hosts = [
    ["LaunchDarkly", "app.launchdarkly.com"],
    ["LaunchDarkly EU", "app.eu.launchdarkly.com"],
    ["LaunchDarkly federal", "app.launchdarkly.us"],
  ] as const;
  const launchDarkly = await LaunchDarkly.start();
  const asked = new Set<string>();
  for (const [, host] of hosts) await launchDarkly.answer(context, `https://${host}`);
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname.includes("launchdarkly")) asked.add(hostname);
  });
  const row = (name: string) =>
    page.getByRole("region", { name: "Saved connections" }).getByRole("listitem").filter({
      has: page.getByRole("button", { name: `Rename ${name}`, exact: true }),
    });
  const open = () => page.getByRole("link", { name: "Connection", exact: true }).click();

  await page.goto("/connection");
  for (const [, host] of hosts) {
    await page.getByRole("radio", { name: "Paste an access token" }).check();
    await page.getByLabel("Host", { exact: true }).selectOption(host);
    await tokenField(page).fill(SECRET);
    await connect(page);
    await expect(chip(page)).toContainText(`Direct${host}`);
    // What the connection before was asked last is over by then.
    await expectSettled(page);
    asked.clear();
    await page.getByRole("link", { name: "Drafts", exact: true }).click();
    await page.getByRole("link", { name: "Segments", exact: true }).or(page.getByRole("link", { name: /^Segments, / })).click();
    await expectSettled(page);
    await expect.poll(() => [...asked]).toEqual([host]);
    await open();
  }
  for (const [name, host] of hosts) {
    await expect(row(name)).toContainText(`${host} · token known in this tab`);
  }
  const { local } = await kept(page);
  expect(local).toContain("LaunchDarkly EU");
  expect(local).not.toContain(SECRET);

  await row("LaunchDarkly EU").getByRole("button", { name: "Use" }).click();
  await expect(chip(page)).toContainText("Directapp.eu.launchdarkly.com");
  await expectSettled(page);
  asked.clear();
  await page.getByRole("link", { name: "Beta testers", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beta testers");
  await expectSettled(page);
  expect([...asked]).toEqual(["app.eu.launchdarkly.com"]);

  // All of them are there again after a reload, and the one that was in use first.
  await page.reload();
  await expect(main(page)).toContainText("Paste the access token of LaunchDarkly EU again");
  await expect(page.getByLabel("Host", { exact: true })).toHaveValue(/app\.eu\./);
  await expect(row("LaunchDarkly federal")).toContainText("asks for its token");
  await row("LaunchDarkly federal").getByRole("button", { name: "Use" }).click();
  await expect(page.getByLabel("Host", { exact: true })).toHaveValue(/\.us$/);
  await expect(tokenField(page)).toBeFocused();
  await page.keyboard.type(SECRET);
  await page.keyboard.press("Enter");
  await expect(chip(page)).toContainText("Directapp.launchdarkly.us");
  await page.close();
  await launchDarkly.stop();
});

test.describe("a network that goes away", () => {
  test.use({ expectedErrors: /net::ERR_/ });

  test("is told, and everything goes on when it is back", async ({ page, other, server }) => {
    await prepareSegment(server, "fragile");
    await connectDirectly(page, other);
    await other.stop();
    await page.getByRole("link", { name: "Fragile" }).click();
    await expect(page.getByText(/^Offline\. Showing data from/)).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole("link", { name: "Connection: Offline" })).toBeVisible();
    await other.up();
    await expect(page.getByText(/^Offline\./)).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Fragile");
    await expect(page.getByLabel("Add a value").or(page.getByText("No rules yet."))).toBeVisible();
  });
});

test("one connection shows nothing of another, and its draft is there again", async ({
  page,
  other,
  server,
}) => {
  await prepareSegment(server, "shared");
  await openSegment(page, "shared", "targets");
  const field = page.getByLabel("Add a key to included");
  await field.fill("over-the-server");
  await field.press("Enter");
  await expect(pendingBar(page)).toContainText("1 target included");

  // At once, so that what was typed last must be written down on leaving.
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await page.getByRole("radio", { name: "Paste an access token" }).check();
  await page.getByLabel("Host", { exact: true }).selectOption("Another host");
  await page.getByLabel("Address", { exact: true }).fill(other.url);
  await tokenField(page).fill(WRITER_TOKEN);
  await connect(page);
  await expect(page.getByText("The drafts of the other connection are kept.")).toBeVisible();
  await page.getByRole("button", { name: "Environment: Test" }).click();
  await page.getByRole("option", { name: /^Production/ }).click();
  await page.getByRole("link", { name: "Shared" }).click();
  await page.getByRole("tab", { name: /^Targets/ }).click();
  await expect(page.getByText("No user is included.")).toBeVisible();
  await expect(pendingBar(page)).toBeHidden();

  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await expect(page.getByText("1 draft of other connections.")).toBeVisible();
  await page.getByRole("radio", { name: "Sandbox on the local server" }).check();
  await page.getByRole("button", { name: "Use this server" }).click();
  await expect(chip(page)).toContainText("local server");
  await page.getByRole("link", { name: "Shared" }).click();
  await expect(pendingBar(page)).toContainText("1 target included");

  // The token is still known, so that one click goes back.
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await expect(chip(page)).toContainText("Direct");
  await expect(pendingBar(page)).toBeHidden();
});

test("a reader's token shows everything and changes nothing", async ({ page, other, server }) => {
  await prepareSegment(server, "fragile", [
    { op: "add", path: "/included", value: ["anna"] },
    {
      op: "add",
      path: "/rules/-",
      value: {
        clauses: [{ contextKind: "user", attribute: "plan", op: "in", negate: false, values: ["x"] }],
      },
    },
  ]);
  await connectDirectly(page, other, READER_TOKEN);
  await expect(page.getByText("Read-only", { exact: true })).toBeVisible();
  const create = page.getByRole("button", { name: "New segment" }).first();
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription(/role Reader/);
  await page.getByRole("button", { name: "Actions for Fragile" }).click();
  await expect(page.getByRole("menuitem", { name: "Delete…" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Fragile" }).click();
  await expect(page.getByText("Read-only", { exact: true })).toBeVisible();
  const locked = async (...names: string[]) => {
    for (const name of names) {
      const button = page.getByRole("button", { name }).first();
      await expect(button, name).toHaveAttribute("aria-disabled", "true");
      await expect(button, name).toHaveAccessibleDescription(/role Reader/);
    }
  };
  await locked("Add rule", "Edit details", "Clause", "Remove the value x");
  await expect(page.getByLabel("Attribute", { exact: true })).toHaveAttribute("readonly");
  await expectAccessible(page);
  await page.getByRole("tab", { name: /^Targets/ }).click();
  await locked("Paste keys", "Add the key to included", "Remove anna");
  await page.getByRole("tab", { name: /^Expirations/ }).click();
  await locked("Add expiration");
  await page.getByRole("tab", { name: /^JSON/ }).click();
  await expect(page.getByRole("button", { name: "Copy", exact: true })).toBeEnabled();

  // A draft can be made all the same, and its patch copied.
  await page.getByRole("button", { name: "Edit a draft" }).click();
  await page.getByRole("tab", { name: /^Targets/ }).click();
  await page.getByRole("button", { name: "Remove anna" }).click();
  const dialog = await openReview(page);
  const save = dialog.getByRole("button", { name: "Save to Production" });
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await expect(save).toHaveAccessibleDescription(/Copy the patch for somebody who may save it/);
  await dialog.getByRole("button", { name: "Copy patch" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("/included");
});
