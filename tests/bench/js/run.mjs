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
  const peak = (way) => Number(execFileSync(process.execPath, ["memory.mjs", way, file], { cwd: folder }));
  const bare = peak("none");
  const rows = [
    ["Papa Parse and a Set", peak("papa") - bare],
    ["TargetList.parse", peak("list") - bare],
    ["TargetList.read, the file not in memory", peak("stream") - bare],
  ];
  console.log(`Memory for the same list above that of a process with its bytes (${bare.toFixed(0)} MB)`);
  for (const [name, megabytes] of rows) {
    const ratio = (megabytes / rows[0][1]).toFixed(2);
    console.log(`  ${name.padEnd(40)} ${megabytes.toFixed(0).padStart(6)} MB ${ratio.padStart(6)} ×`);
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
