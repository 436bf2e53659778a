// Starts the dashboard. A file of its own, because the page's Content-Security-Policy allows no
// inline script; the build writes the names of the built files onto this script's tag.
const script = document.querySelector("script[data-wasm]");
const base = new URL(document.baseURI);

const say = (text) => {
  const message = document.createElement("p");
  message.className = "boot-text";
  message.setAttribute("role", "alert");
  message.textContent = text;
  document.body.replaceChildren(message);
};

// Workers come from the page's own folder, and nothing else is ever made of a text: the page's
// policy asks for this where the browser knows it.
window.trustedTypes?.createPolicy("default", {
  createScriptURL: (text) => {
    const url = new URL(text, base);
    return url.origin === base.origin && url.pathname.startsWith(base.pathname) ? text : null;
  },
});

// Says which version this page is of, for as long as it is open: its files are kept until then. Only
// an optimized build has versions.
const version = document.querySelector("meta[name=segdeck-version]")?.content;
if (version) {
  const name = `segdeck ${base.pathname} ${version}`;
  navigator.locks?.request(name, { mode: "shared" }, () => new Promise(() => {}));
}

const isSandboxChosen = () => {
  // As in web/src/platform.rs: each dashboard of an origin has names of its own.
  const place = base.pathname === "/" ? "" : `${base.pathname} `;
  try {
    return localStorage.getItem(`${place}segdeck.connection`) === "browser";
  } catch {
    return false;
  }
};

// Where the sandbox in this browser was chosen, its program loads beside the page's. The page takes
// the worker by this function, and then hears what it would have heard had it started it.
const startSandbox = () => {
  const name = document.querySelector("meta[name=segdeck-worker]")?.content;
  if (!name || !isSandboxChosen()) return;
  const worker = new Worker(new URL(name, base), { type: "module" });
  const heard = [];
  const listening = new AbortController();
  for (const kind of ["message", "error"]) {
    worker.addEventListener(kind, (event) => heard.push(event), { signal: listening.signal });
  }
  window.segdeckSandbox = () => {
    delete window.segdeckSandbox;
    listening.abort();
    queueMicrotask(() => {
      for (const event of heard) worker.dispatchEvent(new event.constructor(event.type, event));
    });
    return worker;
  };
};

const start = async () => {
  const { js, wasm, updates } = script.dataset;
  const dashboard = await import(new URL(js, base));
  await dashboard.default({ module_or_path: new URL(wasm, base) });
  if (updates) await import(new URL(updates, base));
};

// A host that sends no headers cannot forbid it.
if (window.top !== window.self) {
  say("Segdeck is not shown inside of other pages. Open it in a tab of its own.");
} else {
  startSandbox();
  start().catch((error) => {
    console.error(error);
    say(
      "Segdeck could not start: its program did not load. Reload the page; " +
        "if that does not help, use a current version of Chrome, Edge, Firefox or Safari.",
    );
  });
}
