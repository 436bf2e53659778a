// Keeps the files of one version of the dashboard together, so that the page opens without a
// network and is never put together from two versions. The build fills in what is empty here. A
// newer version has a newer file like this one, which brings its files while this one still serves.
const VERSION = "";
// Each file's name, which has a hash of its content in it, and the hash that it must have.
const FILES = {};
// Only for those who use the sandbox in the browser.
const SANDBOX_FILES = {};
// What the page may do, and the worker of the sandbox too.
const POLICY = "";

const HOME = registration.scope;
const PREFIX = `segdeck ${new URL(HOME).pathname} `;
const CACHE = PREFIX + VERSION;
// The addresses that web/src/route.rs knows. All others are somebody else's.
const PAGES = /^(index\.html|connection\/?|p\/.*)?$/;
const HASHED = /^[^/]+[-_][0-9a-f]{12,64}[-_.][^/]*$/;
const PATIENCE = 5000;

const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

// Names have hashes, so a file of that name is the same in whichever cache it is. Does not open one,
// which would make it anew if it is just being removed.
const find = async (url) => {
  for (const cacheName of await ownCaches()) {
    const found = await caches.match(url, { cacheName, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
};

// The page may just have loaded it, and a host may not say how long that is good for: a name with a
// hash is good for ever. What is not what it should be is asked for once more.
const bring = async (url, integrity) => {
  try {
    const file = await fetch(url, { integrity, cache: "force-cache" });
    if (file.ok) return file;
  } catch {
    // Not that content, or no network.
  }
  return fetch(url, { integrity, cache: "reload" });
};

const keepFile = async (cache, name, integrity) => {
  const url = new URL(name, HOME).href;
  const file = (await find(url)) ?? (await bring(url, integrity));
  if (!file.ok) throw new Error(`${url} answered ${file.status}.`);
  await cache.put(url, file);
};

const keepFiles = async (files) => {
  const cache = await caches.open(CACHE);
  const keeping = Object.entries(files).map(([name, hash]) => keepFile(cache, name, hash));
  await Promise.all(keeping);
};

const keepPage = async () => {
  const page = await fetch(HOME, { cache: "no-store" });
  const kept = page.clone();
  // While a new version is being put on a host, its page may still be the old one.
  if (!page.ok || page.redirected || !isOfVersion(await page.text())) {
    throw new Error(`${HOME} does not have the page of version ${VERSION}.`);
  }
  await (await caches.open(CACHE)).put(HOME, kept);
};

const isOfVersion = (html) => html.includes(`name="segdeck-version" content="${VERSION}"`);
const isSegdeck = (html) => html.includes('name="segdeck-version"');

const hasSandbox = async () => {
  for (const name of await ownCaches()) {
    const kept = await (await caches.open(name)).keys();
    if (kept.some(({ url }) => url.includes("segdeck-worker"))) return true;
  }
  return false;
};

// Whatever fails, the version before this one goes on serving, and the browser tries again later.
const install = async () => {
  await keepFiles((await hasSandbox()) ? { ...FILES, ...SANDBOX_FILES } : FILES);
  await keepPage();
};

// Removes the versions that no page is of any more. Each page holds the lock of its version, and one
// that is being left may still hold it for a moment.
const tidyUp = async () => {
  if (registration.installing || registration.waiting) return;
  const old = (await ownCaches()).filter((name) => name !== CACHE);
  const removing = old.map((name) => {
    const signal = AbortSignal.timeout(PATIENCE);
    return navigator.locks.request(name, { signal }, () => caches.delete(name));
  });
  await Promise.allSettled(removing);
};

const leave = async () => {
  await registration.unregister();
  for (const name of await ownCaches()) await caches.delete(name);
};

// What a reload gets that is not Segdeck's page: somebody's question for a password, or whatever
// is on this host now. `undefined` if it is our page, or if there is no answer.
const otherAnswer = async (request) => {
  try {
    const answer = await fetch(request.url, {
      cache: "no-cache",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status >= 500) return undefined;
    if (answer.type !== "opaqueredirect") {
      if (isSegdeck(await answer.clone().text())) return undefined;
      if (answer.ok || answer.status === 404 || answer.status === 410) await leave();
    }
    return answer;
  } catch {
    return undefined;
  }
};

const page = async (request) => {
  const kept = await caches.match(HOME, { cacheName: CACHE, ignoreVary: true });
  if (!kept) return fetch(request);
  const isReload = request.cache === "no-cache";
  return (isReload && (await otherAnswer(request))) || kept;
};

const file = async (request, name) => {
  const kept = await find(request.url);
  if (kept) return kept;
  if (!(name in SANDBOX_FILES)) return fetch(request);
  try {
    await keepFile(await caches.open(CACHE), name, SANDBOX_FILES[name]);
    return (await find(request.url)) ?? fetch(request);
  } catch {
    // The browser has no room for it, or the host answers with something else.
    return fetch(request);
  }
};

// A worker takes its policy from the headers of its script, where a host of plain files sends none, or
// not this one. Of several, each holds.
const withPolicy = (script) => {
  if (!script.ok) return script;
  const headers = new Headers(script.headers);
  headers.append("Content-Security-Policy", POLICY);
  return new Response(script.body, { status: script.status, headers });
};

addEventListener("install", (event) => event.waitUntil(install()));

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(skipWaiting());
  if (event.data === "keep the sandbox") event.waitUntil(keepFiles(SANDBOX_FILES));
  if (event.data === "tidy up") event.waitUntil(tidyUp());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const address = url.origin + url.pathname;
  if (request.method !== "GET" || !address.startsWith(HOME)) return;
  const name = address.slice(HOME.length);
  if (HASHED.test(name)) {
    const answer = file(request, name);
    event.respondWith(request.destination === "worker" ? answer.then(withPolicy) : answer);
  } else if (request.mode === "navigate" && PAGES.test(name)) event.respondWith(page(request));
});
