// Sets the theme before the first paint, and keeps following the system until someone chooses one.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem("segdeck.theme");
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
