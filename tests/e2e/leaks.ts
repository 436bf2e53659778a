// Where a secret could be found that the page must not leave anywhere.
import type { BrowserContext, Page } from "@playwright/test";

/** Notes where the secret is in all that a context sends to others than `host`, gets, logs and
 * downloads from now on. */
export function watchFor(context: BrowserContext, secret: string, host?: string) {
  const found: string[] = [];
  const look = (where: string, text: string | null | undefined) => {
    if (text?.includes(secret)) found.push(where);
  };
  // What a page still asks while it is closed has no headers that could be told.
  const none = () => ({});
  context.on("request", async (request) => {
    const url = request.url();
    look(`the address of a request: ${new URL(url).origin}`, decoded(url));
    if (new URL(url).origin === host) return;
    look(`a request to ${url}`, request.postData());
    look(`a header to ${url}`, JSON.stringify(await request.allHeaders().catch(none)));
  });
  context.on("response", async (response) => {
    if (new URL(response.url()).origin === host) return;
    const headers = await response.allHeaders().catch(none);
    look(`a header of ${response.url()}`, JSON.stringify(headers));
    look(`the answer of ${response.url()}`, await response.text().catch(() => ""));
  });
  context.on("console", (message) => look("the console", message.text()));
  context.on("weberror", ({ error }) => look("an error", `${error()}`));
  const follow = (page: Page) => {
    page.on("framenavigated", (frame) => look("an address", decoded(frame.url())));
    page.on("download", async (download) => {
      const { default: fs } = await import("node:fs/promises");
      const file = await fs.readFile(await download.path());
      look(`a downloaded file: ${download.suggestedFilename()}`, file.toString("latin1"));
    });
  };
  for (const page of context.pages()) follow(page);
  context.on("page", follow);
  return found;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Everywhere in the page and its origin where the secret is now. */
export async function findIn(page: Page, secret: string): Promise<string[]> {
  const found = await page.evaluate(search, secret);
  for (const cookie of await page.context().cookies()) {
    if (JSON.stringify(cookie).includes(secret)) found.push(`a cookie: ${cookie.name}`);
  }
  return found;
}

/** Runs in the page. */
async function search(secret: string): Promise<string[]> {
  const found: string[] = [];
  const look = (where: string, what: unknown) => {
    const text = typeof what === "string" ? what : (JSON.stringify(what) ?? "");
    if (text.includes(secret)) found.push(where);
  };
  const walk = (root: Document | ShadowRoot) => {
    look("the text of the document", root.textContent ?? "");
    for (const element of root.querySelectorAll("*")) {
      const { localName } = element;
      for (const { name, value } of element.attributes) look(`${localName}[${name}]`, value);
      if ("value" in element) look(`what is typed in ${localName}`, `${element.value}`);
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element instanceof HTMLTemplateElement) look("a template", element.innerHTML);
    }
  };
  walk(document);
  look("the title", document.title);
  look("the name of the window", window.name);
  look("the address", decodeURIComponent(location.href));
  look("the state of the history", history.state ?? "");
  look("what was loaded", performance.getEntries().map(({ name }) => decodeURIComponent(name)));
  for (const [kind, storage] of Object.entries({ local: localStorage, session: sessionStorage })) {
    for (const [name, value] of Object.entries(storage)) {
      look(`${kind} storage: ${name}`, name + value);
    }
  }
  look("the clipboard", await navigator.clipboard.readText().catch(() => ""));

  for (const { name = "" } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((opened, failed) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => opened(request.result);
      request.onerror = () => failed(request.error);
    });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (all.onsuccess = done));
      look(`indexed database ${name}, ${store}`, all.result);
    }
    database.close();
  }
  const files = async (folder: FileSystemDirectoryHandle, path: string) => {
    const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
    for await (const entry of entries) {
      look(`the name of a file in ${path}`, entry.name);
      if (entry instanceof FileSystemDirectoryHandle) {
        await files(entry, `${path}/${entry.name}`);
      } else if (entry instanceof FileSystemFileHandle) {
        const bytes = new Uint8Array(await (await entry.getFile()).arrayBuffer());
        look(`the file ${path}/${entry.name}`, new TextDecoder("latin1").decode(bytes));
      }
    }
  };
  await files(await navigator.storage.getDirectory(), "");
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      look(`the cache ${name}`, decodeURIComponent(request.url));
      const kept = await cache.match(request);
      look(`the cache ${name}: ${request.url}`, (await kept?.text()) ?? "");
    }
  }
  return found;
}
