// `cargo xtask bench js`: the npm package beside its peers, in Node.js and in Chromium.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inChromium, load } from "../chromium.mjs";
import { csv, differences, lists, patches, table } from "./cases.mjs";

const here = import.meta.dirname;
const segments = join(here, "../../package/suite/segments.mjs");
const modules = join(here, "../node_modules");

const folder = await mkdtemp(join(tmpdir(), "segdeck-bench-"));
try {
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", process.env.SEGDECK_PACKAGE], { cwd: folder });
  for (const name of ["papaparse", "fast-json-patch"]) await symlink(join(modules, name), join(folder, "node_modules", name));
  for (const name of ["cases.mjs", "memory.mjs"]) await cp(join(here, name), join(folder, name));
  await cp(segments, join(folder, "segments.mjs"));
  await inNode();
  await memory();
  await inBrowser();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function inNode() {
  const require = createRequire(import.meta.url);
  const segdeck = await import(pathToFileURL(join(folder, "node_modules/segdeck/node.mjs")).href);
  const peers = {
    compare: require("fast-json-patch").compare,
    Papa: require("papaparse"),
    ...(await import(pathToFileURL(segments).href)),
  };
  console.log(`Node.js ${process.version}, load ${load()}\n`);
  for (const measure of [patches, lists, differences]) console.log(table(measure(segdeck, peers)));
}

async function memory() {
  const file = join(folder, "list.csv");
  await writeFile(file, csv());
  const measure = (way) => JSON.parse(execFileSync(process.execPath, ["memory.mjs", way, file], { cwd: folder }));
  const [nothing, bytes] = [measure("nothing").peak, measure("bytes").peak];
  const peer = measure("papa");
  const rows = [
    ["Papa Parse and a Set", bytes, peer],
    ["TargetList.parse", bytes, measure("list")],
    ["TargetList.read, from a stream", nothing, measure("stream")],
    ["TargetList.read, ten times as many lines", nothing, measure("long")],
  ];
  const cell = (megabytes) => `${megabytes.toFixed(0).padStart(6)} MB`;
  console.log(`Memory for the same list: above a process with the bytes (${bytes.toFixed(0)} MB) or without (${nothing.toFixed(0)} MB),`);
  console.log("what of it is WebAssembly's, which never gives any back, and the list that is kept in there");
  const [all, wasm, list] = ["in all", "in wasm", "the list"].map((name) => name.padStart(9));
  console.log(`  ${"".padEnd(42)} ${all}${"".padEnd(10)}${wasm} ${list} ${"lines".padStart(10)}`);
  for (const [name, bare, { peak, wasm, kept, lines }] of rows) {
    const above = peak - bare;
    const parts = kept === 0 ? "" : `${cell(wasm)} ${cell(kept)} ${String(lines).padStart(10)}`;
    console.log(`  ${name.padEnd(42)} ${cell(above)} ${(above / (peer.peak - bytes)).toFixed(2).padStart(6)} × ${parts}`);
  }
  console.log();
}

async function inBrowser() {
  const page = `<!doctype html><script src="/node_modules/fast-json-patch/dist/fast-json-patch.min.js"></script>
    <script src="/node_modules/papaparse/papaparse.min.js"></script>
    <script type="module">
      import * as segdeck from "/node_modules/segdeck/web.js";
      import { differences, lists, patches, table } from "/cases.mjs";
      import * as segments from "/segments.mjs";
      const peers = { compare: jsonpatch.compare, Papa, ...segments };
      globalThis.told = [patches, lists, differences].map((measure) => table(measure(segdeck, peers)));
    </script>`;
  const { told, version } = await inChromium(page, (path) => join(folder, path));
  console.log(`${version}, load ${load()}\n`);
  for (const text of told) console.log(text);
}
