// A gateway's key leaves the page's address before anything else happens. The page takes it from here.
if (location.hash.startsWith("#key=")) {
  window.segdeckFragment = location.hash;
  history.replaceState(null, "", location.pathname + location.search);
}

// Sets the theme before the first paint, and keeps following the system until someone chooses one.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const { pathname: base } = new URL(document.baseURI);
  // As in web/src/platform.rs: each dashboard of an origin has names of its own.
  const name = `${base === "/" ? "" : `${base} `}segdeck.theme`;
  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem(name);
    } catch {
      // Storage may be switched off; the system's theme then stands.
    }
    const system = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme =
      chosen === "light" || chosen === "dark" ? chosen : system;
  };
  apply();
  dark.addEventListener("change", apply);
})();
