// Text that wants to be more than text, and what a page must never do with it.
import { type Page, expect } from "@playwright/test";

/** Markup, a template's syntax, an override that writes backwards, and what cannot be seen. */
export const NASTY =
  '<img src=x onerror="pwned=1">{{constructor}}${pwned=2}</script>\u202Egnp.exe\u2067' +
  "\u200B\uFEFF\u0000\u0007\u001B[31m\u0085\"'\\&lt;%3C";
/** The same kind in one word, for what may have no space or is cut short. */
export const BACKWARDS = "\u202Egpj.<b>\u2066\u2067שלום";
export const SCHEME = "javascript:pwned=3";
export const LONG_WORD = "W".repeat(256);
/** Marks that pile up far above and below their line. */
export const PILE = "Z\u0301\u0327\u0316\u030D".repeat(50);
export const HUNDRED_KB = "W".repeat(100_000);

const CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A text as it may be shown: without what only steers the direction of writing. */
const plain = (text: string) => text.replaceAll(CONTROLS, "").replaceAll(/\s+/g, " ").trim();

/** Waits until some part of the page shows the text, character by character. */
export async function expectShown(page: Page, selector: string, text: string): Promise<void> {
  const shown = () => page.locator(selector).allTextContents();
  await expect
    .poll(async () => (await shown()).map(plain), `shown in ${selector}`)
    .toContainEqual(expect.stringContaining(plain(text)));
}

/** Before the page opens: what a script in a text would set. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => Object.assign(window, { pwned: 0 }));
}

/** Nothing ran, nothing became an element, nothing is out of its place or its order. */
export async function expectHarmless(page: Page, told: string[]): Promise<void> {
  const findings = await page.evaluate(inspect, told);
  expect.soft(findings, "what hostile text did").toEqual([]);
}

/** Runs in the page. `told` are the hostile texts that stand alone in their element. */
function inspect(told: string[]): string[] {
  const findings: string[] = [];
  const cut = (text: string) => JSON.stringify(text.slice(0, 120));
  const name = (element: Element) => {
    const label = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${cut(label)}`;
  };

  const ran = (window as unknown as { pwned: number }).pwned;
  if (ran !== 0) findings.push(`a script ran: ${ran}`);
  const strange = "img, iframe, object, embed, script, base, meta, link, form, b, i, [onerror]";
  for (const element of document.body.querySelectorAll(strange)) {
    findings.push(`became an element: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("[href], [src], [action]")) {
    for (const attribute of ["href", "src", "action"]) {
      const address = element.getAttribute(attribute)?.trim().toLowerCase() ?? "";
      if (address.startsWith("javascript:")) findings.push(`became an address: ${name(element)}`);
    }
  }

  const root = document.documentElement;
  const beyond = (around: Element, side: "right" | "bottom", end: number) => {
    const all = [...around.querySelectorAll<HTMLElement>("*")];
    const out = all.filter((element) => element.getBoundingClientRect()[side] > end + 1);
    // What is positioned against the page escapes everything that scrolls or clips around it.
    const isFree = (element: HTMLElement) =>
      getComputedStyle(element).position === "absolute" && element.offsetParent === document.body;
    const free = out.find(isFree);
    const last = free ?? out.at(-1);
    return last ? `${name(last)} in ${name(last.parentElement ?? last)}` : "something";
  };
  for (const element of [root, ...document.querySelectorAll("main, dialog, .dialog-body")]) {
    if (element.scrollWidth > element.clientWidth + 1) {
      const { right } = element.getBoundingClientRect();
      findings.push(`sideways in <${element.localName}>: ${beyond(element, "right", right)}`);
    }
  }
  if (root.scrollHeight > innerHeight + 1) {
    findings.push(`beyond the page's end: ${beyond(root, "bottom", innerHeight)}`);
  }

  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  /** What of the element is left when all that scrolls or clips around it is taken into account. */
  const seen = (element: Element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const area = { left, top, right, bottom };
    const clip = (by: { left: number; top: number; right: number; bottom: number }) => {
      area.left = Math.max(area.left, by.left);
      area.top = Math.max(area.top, by.top);
      area.right = Math.min(area.right, by.right);
      area.bottom = Math.min(area.bottom, by.bottom);
    };
    clip({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    for (let around = element.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflow !== "visible") clip(around.getBoundingClientRect());
    }
    return area;
  };
  const controls = "button, a[href], input, select, textarea, [role=tab], summary";
  for (const control of top.querySelectorAll(controls)) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { left, top, width, height } = control.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const area = seen(control);
    if (x < area.left || x > area.right || y < area.top || y > area.bottom) continue;
    const hit = document.elementFromPoint(x, y);
    const isCovered = hit && !hit.contains(control) && !control.contains(hit);
    const isOfLabel = hit?.closest("label")?.contains(control);
    if (isCovered && !isOfLabel && !hit.closest("[popover], .pending-bar")) {
      findings.push(`covered: ${name(control)} by ${name(hit)}`);
    }
  }

  const steers = /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFEFC]/;
  const isolated = /\u2068[^\u202A-\u202E\u2066-\u2069]*\u2069/g;
  // A message names a text in quotes, its marks escaped, with words around it.
  const quoted = /"[^"\u200E\u200F\u202A-\u202E\u2066-\u2069]*"(?= [a-z])/gi;
  const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  const alone = told.map(squeeze);
  /** Whether a text, which is all there is in its line, can change the order of its own words. */
  const isInOrder = (text: string) => {
    const all = squeeze(text);
    const rest = all.replaceAll(isolated, "").replaceAll(quoted, "");
    return alone.some((one) => one.includes(all)) || !steers.test(rest);
  };
  const scopes = new Map<Element, string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    let scope = node.parentElement;
    while (scope?.parentElement) {
      const { display, unicodeBidi } = getComputedStyle(scope);
      if (!["inline", "contents"].includes(display) || unicodeBidi !== "normal") break;
      scope = scope.parentElement;
    }
    if (scope) scopes.set(scope, (scopes.get(scope) ?? "") + (node.nodeValue ?? ""));
  }
  for (const [scope, text] of scopes) {
    // A token of code is one text by itself; the lines under a text area are laid out as it is.
    const isCode = scope.closest(".code-area-lines, .syntax-key, .syntax-text") !== null;
    if (!isCode && !isInOrder(text)) {
      findings.push(`may write its neighbours backwards: ${cut(text)} in ${name(scope)}`);
    }
  }
  for (const element of document.querySelectorAll("[title], [placeholder]")) {
    for (const attribute of ["title", "placeholder"]) {
      const text = element.getAttribute(attribute) ?? "";
      if (!isInOrder(text)) findings.push(`may be written backwards: ${attribute} ${cut(text)}`);
    }
  }
  if (!isInOrder(document.title)) findings.push(`may be written backwards: ${cut(document.title)}`);
  for (const area of document.querySelectorAll("textarea")) {
    const isCode = area.closest(".code-area") !== null;
    if (isCode && steers.test(area.value.replaceAll(/[\u0590-\u05FF]/g, ""))) {
      findings.push(`code may be written backwards: ${cut(area.value)}`);
    }
  }
  return findings;
}
