// For browsers and bundlers: ready when the import is.
import { init } from "./core.js";

export { NAMES } from "./core.js";

await init(new URL("./segdeck.wasm", import.meta.url));
