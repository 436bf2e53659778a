// The packed package in Node.js: what is in it, both kinds of modules, and one instance for both.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { lend, makeProject, node, npm, tool } from "./project.mjs";
import { startServer, TOKEN } from "./server.mjs";

/** Runs the suite and prints what came of it. */
const REPORT = (faults, isWhole) => `
  const setFaults = async (${faults}) => {
    const answer = await fetch(url + "/segdeck/faults", {
      method: "PUT",
      headers: { Authorization: token, "Content-Type": "application/json" },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  console.log(JSON.stringify(await run(segdeck, { url, token, setFaults }, ${isWhole})));
`;

/** Loads the package in one way and runs the suite, in a process of its own. */
const loading = (load, isWhole) => `
  import { run } from "./suite/index.mjs";
  import { createRequire } from "node:module";
  import { readFile } from "node:fs/promises";
  const require = createRequire(import.meta.url);
  ${load}
  const { URL_OF_SERVER: url, TOKEN: token } = process.env;
${REPORT("faults", isWhole)}`;

/** The same as TypeScript, compiled strictly before it runs. */
const COMPILED = `
  import * as segdeck from "segdeck";
  import { run } from "./suite/index.mjs";
  const { URL_OF_SERVER: url = "", TOKEN: token = "" } = process.env;
  const client: segdeck.SegmentsClient = new segdeck.SegmentsClient({ baseUrl: url, token });
  const page: segdeck.Page<segdeck.Segment> = await client.listSegments({
    projectKey: "default",
    environmentKey: "production",
  });
  const first: segdeck.Segment | undefined = page.items[0];
  if (first === undefined) throw new Error("there are segments");
  segdeck.jsonPatch(first, { ...first, name: "New" }) satisfies segdeck.JsonPatch;
${REPORT("faults: readonly object[]", false)}`;

const WAYS = {
  "an ES module": 'const segdeck = await import("segdeck");',
  CommonJS: 'const segdeck = require("segdeck");',
  "an ES module that loads the program itself": `
    const segdeck = await import("segdeck/manual");
    const address = import.meta.resolve("segdeck/segdeck.wasm");
    await segdeck.init(await readFile(new URL(address)));`,
};

describe("the package in Node.js", () => {
  let project;
  let server;

  before(async () => {
    [project, server] = await Promise.all([makeProject(), startServer()]);
  });
  after(async () => {
    await server?.stop();
    await project?.remove();
  });

  async function runAll(folder, program) {
    const text = await node(folder, program, { URL_OF_SERVER: server.url, TOKEN });
    const results = JSON.parse(text.trim().split("\n").at(-1));
    assert.ok(results.length > 20);
    for (const { name, error } of results) assert.equal(error, undefined, `${name}: ${error}`);
  }

  for (const [way, load] of Object.entries(WAYS)) {
    test(`everything works as ${way}`, async () => {
      // All of them share the module, so bad arguments are tried in one.
      const program = loading(load, way === "an ES module");
      const { folder, remove } = await makeProject({ "run.mjs": program });
      await runAll(folder, "run.mjs");
      await remove();
    });
  }

  test("everything works from TypeScript", async () => {
    const { folder, remove } = await makeProject({ "run.mts": COMPILED });
    await lend(folder, "@types/node");
    const settings = ["--module", "NodeNext", "--target", "ES2022", "--strict", "--allowJs", "--skipLibCheck"];
    await tool(folder, "tsc", "--preserveSymlinks", ...settings, "--types", "node", "--outDir", "out", "run.mts");
    await runAll(folder, "out/run.mjs");
    await remove();
  });

  test("ES modules and CommonJS share one instance", async () => {
    const text = await node(project.folder, await file(project, "share.mjs", `
      import { createRequire } from "node:module";
      import * as esm from "segdeck";
      import * as manual from "segdeck/manual";
      const cjs = createRequire(import.meta.url)("segdeck");
      const shared = Object.keys(cjs).every((name) => cjs[name] === esm[name] && esm[name] === manual[name]);
      const handle = new esm.SegmentHandle({ key: "k", name: "n", version: 1, creationDate: 1, lastModifiedDate: 1 });
      await manual.init("nowhere");
      console.log(shared, cjs.SegmentHandle.prototype.toJSON.call(handle).key);
    `));
    assert.equal(text.trim(), "true k");
  });

  test("nothing works before the program is loaded, and says so", async () => {
    const text = await node(project.folder, await file(project, "early.mjs", `
      import { init, SegdeckError, validateClause } from "segdeck/manual";
      const codes = [];
      try { validateClause({}); } catch (error) { codes.push(error instanceof SegdeckError, error.code); }
      await init(new Uint8Array(4)).catch((error) => codes.push(error.code));
      console.log(codes.join());
    `));
    assert.equal(text.trim(), "true,not_ready,not_ready");
  });

  test("after a trap the next call works, and old handles say why they do not", async () => {
    const text = await node(project.folder, await file(project, "trap.mjs", TRAP));
    assert.deepEqual(JSON.parse(text), {
      trapped: ["SegdeckError", "internal", "instance_reset", true],
      handle: "instance_reset",
      list: "instance_reset",
      walk: "instance_reset",
      call: "instance_reset",
      disposed: "disposed",
      next: [{ op: "replace", path: "/name", value: "m" }],
      fresh: "k",
      starved: "instance_reset",
      fed: "k",
    });
  });

  test("what is let go without a word is let go in wasm too", async () => {
    const text = await node(project.folder, await file(project, "leak.mjs", `
      import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      setFlagsFromString("--expose-gc");
      const gc = runInNewContext("gc");
      const { Instance } = WebAssembly;
      let memory;
      WebAssembly.Instance = class extends Instance {
        constructor(...all) { super(...all); memory = this.exports.memory; }
      };
      const { SegmentHandle } = await import("segdeck");
      const included = Array.from({ length: 15000 }, (_, index) => "user-" + index);
      const segment = JSON.stringify({ key: "k", name: "n", version: 1, creationDate: 1, lastModifiedDate: 1, included });
      const after = [];
      for (let round = 0; round < 4; round += 1) {
        for (let count = 0; count < 30; count += 1) new SegmentHandle(segment);
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
        after.push(memory.buffer.byteLength);
      }
      console.log(after[3] <= after[0] * 1.5);
    `));
    assert.equal(text.trim(), "true");
  });

  test("the tarball holds what it should, and nothing of this machine", async () => {
    const installed = join(project.folder, "node_modules/segdeck");
    const files = (await readdir(installed)).sort();
    assert.deepEqual(files, [
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "README.md",
      "core.cjs",
      "core.js",
      "index.d.cts",
      "index.d.ts",
      "manual.cjs",
      "manual.d.cts",
      "manual.d.ts",
      "manual.js",
      "manual.mjs",
      "node.cjs",
      "node.mjs",
      "package.json",
      "segdeck.wasm",
      "web.js",
    ]);
    const workspace = await readFile(new URL("../../Cargo.toml", import.meta.url), "utf8");
    const [, version] = workspace.match(/^version = "(.*)"$/m);
    const description = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    assert.equal(description.version, version);
    assert.equal(description.dependencies, undefined);
    for (const name of files) {
      const text = await readFile(join(installed, name), "latin1");
      for (const trace of [process.cwd().split("/tests/")[0], process.env.HOME + "/", "/.cargo/", "/.rustup/"]) {
        assert.ok(!text.includes(trace), `${name} tells of ${trace}`);
      }
    }
  });

  test("packing twice gives the same bytes", async () => {
    const installed = join(project.folder, "node_modules/segdeck");
    const sums = [];
    for (let round = 0; round < 2; round += 1) {
      const [packed] = JSON.parse(await npm(installed, "pack", "--json", "--pack-destination", project.folder));
      sums.push(packed.integrity);
    }
    assert.equal(sums[0], sums[1]);
  });
});

async function file({ folder }, name, text) {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(join(folder, name), text);
  return name;
}

// A program that traps takes the place of one function; the trap itself is a real one.
const TRAP = `
  const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11,
  ]))).exports.t;
  const { Instance } = WebAssembly;
  let failing = "";
  let starving = false;
  WebAssembly.Instance = function (module, imports) {
    if (starving) throw new RangeError("out of memory");
    const { exports } = new Instance(module, imports);
    const watched = {};
    for (const [name, value] of Object.entries(exports)) {
      watched[name] = typeof value === "function"
        ? (...all) => (name === failing ? trap() : value(...all))
        : value;
    }
    return { exports: watched };
  };
  const { jsonPatch, SegmentHandle, SegmentsClient, SegdeckError, TargetList, validateClause } = await import("segdeck");
  const segment = { key: "k", name: "n", version: 1, creationDate: 1, lastModifiedDate: 1 };
  const result = {};
  const handle = new SegmentHandle(segment);
  const list = TargetList.from(["a"]);
  const answers = [];
  const client = new SegmentsClient({ fetch: () => new Promise((resolve) => answers.push(resolve)) });
  const place = { projectKey: "p", environmentKey: "e", segmentKey: "s" };
  const call = client.getSegment(place).catch((error) => (result.call = error.code));
  const walk = client.segmentPages(place);
  const page = walk.next().catch((error) => (result.walk = error.code));
  await new Promise((resolve) => setTimeout(resolve));
  failing = "validateClause";
  const code = (action) => {
    try {
      action();
    } catch (error) {
      return error.code;
    }
  };
  try {
    validateClause({ attribute: "a", op: "in" });
  } catch (error) {
    result.trapped = [error.name, error.kind, error.code, error.cause instanceof WebAssembly.RuntimeError];
  }
  failing = "";
  result.handle = code(() => handle.toJSON());
  result.list = code(() => list.toArray());
  answers[0](new Response(JSON.stringify(segment)));
  await call;
  handle.dispose();
  result.disposed = code(() => handle.toJSON());
  result.next = jsonPatch(segment, { ...segment, name: "m" });
  result.fresh = new SegmentHandle(segment).toJSON().key;
  answers[1](new Response('{"items": []}'));
  await page;
  starving = true;
  failing = "validateClause";
  result.starved = code(() => validateClause({ attribute: "a", op: "in" }));
  starving = false;
  failing = "";
  result.fed = new SegmentHandle(segment).toJSON().key;
  console.log(JSON.stringify(result));
`;
