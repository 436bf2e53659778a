// What the page is connected to: the choice, finding the server, losing it and getting it back.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectSettled, test } from "./fixtures.ts";

const list = "/p/default/production/segments";

test("the connection can be tried, and users chosen instead of contexts", async ({ page }) => {
  await page.goto("/connection");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("Token accepted")).toBeVisible();
  await expectAccessible(page);
  const users = page.getByRole("switch", { name: "This account uses users instead of contexts" });
  await users.check();
  await page.reload();
  await expect(users).toBeChecked();
});

test("a first visit to the connection finds its way to the segments", async ({ page }) => {
  await page.goto("/connection");
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page).toHaveURL(/\/p\/default\/[a-z]+\/segments$/);
  await expect(page.getByRole("heading", { level: 1, name: /^Segments/ })).toBeVisible();
});

test.describe("a server that stops", () => {
  test.use({
    serverOptions: { seed: "demo", keepsData: true, clock: "machine" },
    // Parts of the program may still be on their way when it stops; they come with their first use.
    expectedErrors: /Failed to (load resource|fetch)/,
  });

  test("is told, and everything goes on when it is back", async ({ page, server }) => {
    await page.goto(list);
    await expectSettled(page);
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New segment" });
    await dialog.getByLabel("Name").fill("While down");
    await server.down();
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await expect(dialog).toContainText("Everything you typed is still here.", { timeout: 20_000 });
    await expect(page.getByText(/^Offline\. Showing data from \d\d:\d\d\./)).toBeVisible();
    await server.up();
    await expect(page.getByText(/^Offline\./)).toBeHidden();
    await dialog.getByRole("button", { name: "Create segment" }).click();
    await expect(page).toHaveURL(/\/segments\/while-down\/rules$/);
  });
});

test("an address that leads nowhere says so", async ({ page }) => {
  await page.goto("/nowhere");
  await expect(page.getByText("There is nothing at this address.")).toBeVisible();
  await page.getByRole("link", { name: "Go to the segments" }).click();
  await expect(page.getByRole("heading", { name: "Segments" })).toBeVisible();
});

test.describe("a host of plain files", () => {
  test.skip(({ connection }) => connection !== "local-server", "It has a host of its own.");

  test("opens on the choice, and the keyboard is enough to try the sandbox", async ({
    page,
    staticServer,
  }) => {
    // A browser may ask the reader in turn, so that it is asked only once, by what a person does.
    await page.addInitScript(() => {
      const asked = "asked-to-persist";
      StorageManager.prototype.persist = async () => {
        sessionStorage.setItem(asked, `${Number(sessionStorage.getItem(asked)) + 1}`);
        return false;
      };
    });
    const askedToPersist = () =>
      page.evaluate(() => Number(sessionStorage.getItem("asked-to-persist")));
    await page.goto(`${staticServer.url}/`);
    const main = page.getByRole("main");
    await expect(page.getByRole("link", { name: "Connection: Not connected" })).toBeVisible();
    const radio = (name: string) => main.getByRole("radio", { name });
    await expect(radio("Try the built-in sandbox")).toBeChecked();
    const tabTo = async (name: string) => {
      for (let steps = 0; steps < 20; steps += 1) {
        await page.keyboard.press("Tab");
        const label = await page.evaluate(() => {
          const focused = document.activeElement as HTMLInputElement | null;
          return focused?.labels?.[0]?.textContent ?? focused?.textContent ?? "";
        });
        if (label.trim() === name) return;
      }
      throw new Error(`Tab does not lead to ${name}.`);
    };
    await tabTo("Try the built-in sandbox");
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await expect(radio("LaunchDarkly through the local server")).toBeChecked();
    await expect(main.getByText("segdeck serve --upstream app")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await expect(radio("Paste an access token")).toBeChecked();
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expectAccessible(page);
    await tabTo("Try the sandbox");
    expect(await askedToPersist()).toBe(0);
    await page.keyboard.press("Enter");
    await expect(
      page.getByRole("link", { name: "Connection: Sandbox in this browser" }),
    ).toBeVisible();
    await expect(page.locator(".segment-row").first()).toBeVisible({ timeout: 30_000 });

    await page.getByRole("link", { name: "Connection", exact: true }).click();
    await expect(main.getByText("Kept in this browser")).toBeVisible();
    expect(await askedToPersist()).toBe(1);
    await main.getByRole("button", { name: "Test connection" }).click();
    await expect(main.getByText("Token accepted")).toBeVisible();
    await main.getByLabel("Your role").selectOption("Reader: changes nothing");
    await expect(main.getByText(/role reader/).first()).toBeVisible();
    await expect(main.getByText(/role writer/)).toHaveCount(0);
    await expectAccessible(page);
    await main.getByRole("button", { name: "Reset…" }).click();
    await page.getByRole("button", { name: "Remove everything" }).click();
    await expect(page.getByText("The sandbox is empty now.")).toBeVisible();
    const saved = page.waitForEvent("download");
    await main.getByRole("button", { name: "Download database" }).click();
    expect((await saved).suggestedFilename()).toBe("segdeck-sandbox.db");
    await main.getByLabel("Simulate").selectOption("Server errors when saving");
    await page.reload();
    await expect(main.getByLabel("Simulate")).toHaveValue("server-errors");
    await expect(main.getByLabel("Your role")).toHaveValue("reader");
    await expect(main.getByText("which may remove it when it runs out of space")).toBeVisible();
    expect(await askedToPersist()).toBe(1);
    await main.getByRole("button", { name: "Ask the browser to keep it" }).click();
    await expect(page.getByText("The browser did not promise to keep it.")).toBeVisible();
    expect(await askedToPersist()).toBe(2);
  });
});

test.describe("on a narrow screen", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  /** What in the page is wider than the screen, outside of what scrolls by itself. */
  const tooWide = (page: Page) =>
    page.evaluate(() => {
      const scrolls = (element: Element): boolean => {
        const parent = element.parentElement;
        if (!parent) return false;
        const { overflowX } = getComputedStyle(parent);
        const isScroller = ["auto", "scroll", "hidden", "clip"].includes(overflowX);
        return (isScroller && parent.clientWidth < parent.scrollWidth) || scrolls(parent);
      };
      return [...document.querySelectorAll("main *, header *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .filter((element) => !scrolls(element) || element.matches("main, main > *"))
        .map((element) => element.outerHTML.slice(0, 120))
        .concat(document.documentElement.scrollWidth > innerWidth ? ["the page itself"] : []);
    });

  /** Goes through the page by Tab; every control of the main part must be met, and seen then. */
  const walk = async (page: Page) => {
    const controls = page
      .getByRole("main")
      .locator("button, input, select, textarea, a[href], summary")
      .filter({ visible: true });
    const wanted = await controls.evaluateAll((all) => {
      const isStop = (element: Element) =>
        !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked);
      const stops = all.filter(isStop);
      stops.forEach((element, index) => element.setAttribute("data-stop", `${index}`));
      return stops.map((element) => element.outerHTML.slice(0, 120));
    });
    const met = new Set<number>();
    await page.getByRole("heading", { level: 1 }).focus();
    for (let steps = 0; steps < wanted.length + 20 && met.size < wanted.length; steps += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const focused = document.activeElement;
        const number = focused?.getAttribute("data-stop");
        if (!focused || number === null || number === undefined) return null;
        const { left, right, top, bottom } = focused.getBoundingClientRect();
        const x = (left + right) / 2;
        const y = (top + bottom) / 2;
        const seen = document.elementFromPoint(x, y);
        const isSeen = !!seen && (focused.contains(seen) || seen.contains(focused));
        return { number: Number(number), isSeen };
      });
      if (stop === null) continue;
      expect(stop.isSeen, `${wanted[stop.number]} is seen while it has the focus`).toBe(true);
      met.add(stop.number);
    }
    expect(wanted.filter((_, index) => !met.has(index)), "what Tab does not reach").toEqual([]);
  };

  test("every way can be read and used, by the keyboard alone too", async ({ page }) => {
    await page.goto("/connection");
    await expectSettled(page);
    const radios = page.getByRole("main").getByRole("radio");
    const count = await radios.count();
    expect(count).toBeGreaterThan(2);
    await radios.first().focus();
    await page.keyboard.press("Space");
    for (let way = 0; way < count; way += 1) {
      if (way > 0) {
        await page.getByRole("main").getByRole("radio", { checked: true }).focus();
        await page.keyboard.press("ArrowDown");
      }
      await expect(radios.nth(way)).toBeChecked();
      expect(await tooWide(page)).toEqual([]);
      await walk(page);
    }
    await page.getByLabel("Host", { exact: true }).selectOption("Another host");
    expect(await tooWide(page)).toEqual([]);
    await walk(page);
  });
});
