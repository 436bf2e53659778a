import { SegdeckError } from "./error.js";
import { describe } from "./guard.js";
import { isStarted, start } from "./instance.js";

let loading;

/** Loads the WebAssembly module from wherever it is; once loaded, later calls change nothing. */
export function init(source) {
  if (isStarted()) return Promise.resolve();
  loading ??= load(source).finally(() => {
    loading = undefined;
  });
  return loading;
}

async function load(source) {
  try {
    const module = await compile(await source);
    start(module);
  } catch (error) {
    throw new SegdeckError({
      kind: "internal",
      code: "not_ready",
      message: `The WebAssembly module cannot be loaded (${describe(error)}).`,
      cause: error,
    });
  }
}

async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) return compileAnswer(await fetch(source));
  if (typeof Response === "function" && source instanceof Response) return compileAnswer(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  throw new TypeError("Give an address, a Response, bytes or a WebAssembly.Module.");
}

async function compileAnswer(answer) {
  if (!answer.ok) throw new TypeError(`${answer.url} answered with status ${answer.status}`);
  const type = answer.headers.get("Content-Type") ?? "";
  // A host that does not know the media type of WebAssembly cannot be compiled from as it loads.
  return type.startsWith("application/wasm") && WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(answer)
    : WebAssembly.compile(await answer.arrayBuffer());
}
