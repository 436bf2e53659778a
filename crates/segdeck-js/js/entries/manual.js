// For those who load the WebAssembly module themselves.
export { NAMES, init } from "./core.js";
