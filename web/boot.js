// Starts the dashboard. A file of its own, because the page's Content-Security-Policy allows no
// inline script; Trunk writes the names of the built files onto this script's tag.
const script = document.querySelector("script[data-wasm]");

try {
  const { js, wasm } = script.dataset;
  const dashboard = await import(new URL(js, document.baseURI));
  await dashboard.default({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  console.error(error);
  const message = document.createElement("p");
  message.className = "boot-text";
  message.setAttribute("role", "alert");
  message.textContent =
    "Segdeck could not start: its program did not load. Reload the page; " +
    "if that does not help, use a current version of Chrome, Edge, Firefox or Safari.";
  document.body.replaceChildren(message);
}
