// How much memory reading a list takes: one way a process, told by the process's peak, by what
// WebAssembly has taken of it, and by the list that is kept.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseByPeer } from "./cases.mjs";

const [, , way, file] = process.argv;
const { Instance } = WebAssembly;
let memory;
WebAssembly.Instance = class extends Instance {
  constructor(...all) {
    super(...all);
    memory = this.exports.memory;
  }
};
const { TargetList } = await import("segdeck");

/** The file over and over: more lines, the same keys. */
async function* over(times) {
  for (let round = 0; round < times; round += 1) yield* createReadStream(file);
}

const WAYS = {
  nothing: () => undefined,
  bytes: () => readFile(file).then(() => undefined),
  papa: async () => void parseByPeer((await import("papaparse")).default, await readFile(file)),
  list: async () => TargetList.parse(await readFile(file)),
  stream: () => TargetList.read(createReadStream(file)),
  long: () => TargetList.read(over(10)),
};
const list = await WAYS[way]();
const megabyte = 1024 * 1024;
console.log(
  JSON.stringify({
    peak: process.resourceUsage().maxRSS / 1024,
    wasm: memory.buffer.byteLength / megabyte,
    kept: (list?.memoryBytes ?? 0) / megabyte,
    lines: list?.report().source.lines,
  }),
);
