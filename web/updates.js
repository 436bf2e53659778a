// Lets the page open without a network, and tells when a newer version of it is ready. Only an
// optimized build has this. It never reloads the page by itself: someone may be typing.
const SANDBOX = "browser";
const CHECK_EVERY = 60 * 60 * 1000;
const NAME = "service-worker.js";

const { pathname: scope } = new URL(document.baseURI);
const { serviceWorker } = navigator;

const idle = () =>
  new Promise((resolve) => {
    // Safari has no such callback.
    if (window.requestIdleCallback) requestIdleCallback(resolve);
    else setTimeout(resolve, 1000);
  });

const usesSandbox = () => {
  // As in web/src/platform.rs: each dashboard of an origin has names of its own.
  const place = scope === "/" ? "" : `${scope} `;
  try {
    return localStorage.getItem(`${place}segdeck.connection`) === SANDBOX;
  } catch {
    // Storage may be switched off.
    return false;
  }
};

const reload = (registration) => {
  if (!registration.waiting) {
    location.reload();
    return;
  }
  serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("take over");
};

const button = (label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
};

let notice;
const tell = (registration) => {
  if (notice) return;
  notice = document.createElement("div");
  notice.className = "toast-list update-notice";
  notice.setAttribute("role", "status");
  // In the top layer, over open dialogs.
  notice.popover = "manual";
  document.body.append(notice);
  notice.showPopover();
  const toast = document.createElement("div");
  toast.className = "toast";
  const text = document.createElement("span");
  text.className = "toast-text";
  text.textContent = "A new version of Segdeck is ready.";
  toast.append(
    text,
    button("Reload", () => reload(registration)),
    button("Later", () => {
      notice.remove();
      notice = undefined;
    }),
  );
  notice.append(toast);
};

const watch = (registration) => {
  const follow = (worker) => {
    const look = () => {
      if (worker.state === "installed" && registration.active) tell(registration);
    };
    look();
    worker.addEventListener("statechange", look);
  };
  if (registration.waiting) follow(registration.waiting);
  if (registration.installing) follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));
};

const checkNowAndThen = (registration) => {
  let checked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - checked < CHECK_EVERY) return;
    checked = Date.now();
    // Without a network there is nothing new.
    registration.update().catch(() => {});
  });
};

const start = async () => {
  await idle();
  const registration = await serviceWorker.register(new URL(NAME, document.baseURI).href, {
    scope,
    updateViaCache: "none",
  });
  watch(registration);
  checkNowAndThen(registration);
  const { active } = await serviceWorker.ready;
  active.postMessage("tidy up");
  if (usesSandbox()) active.postMessage("keep the sandbox");
};

// Browsers have them only where the page comes over HTTPS or from this machine.
if (serviceWorker && navigator.locks) {
  // A host without the file, or a browser that keeps nothing, still shows the page.
  start().catch((error) => console.info(`Segdeck will not open without a network: ${error}`));
}
