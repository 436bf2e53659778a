export * from "./index.js";

/**
 * Where the WebAssembly module is: an address, an answer to a request, its bytes, or itself, for which
 * TypeScript has no name outside browsers.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | object;

/**
 * Loads the WebAssembly module; nothing else works before. Once it is loaded, later calls change
 * nothing.
 *
 * @example
 * import { init, jsonPatch } from "segdeck/manual";
 * import { readFile } from "node:fs/promises";
 *
 * await init(await readFile(new URL(import.meta.resolve("segdeck/segdeck.wasm"))));
 */
export function init(source: WasmSource | Promise<WasmSource>): Promise<void>;
