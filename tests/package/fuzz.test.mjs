// Any function of the package with any arguments, in any order: it answers or throws a `SegdeckError`,
// and whatever was made before still works, so no instance was lost and none is spoiled.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { makeProject } from "./project.mjs";
import { deep, deepArray, strange } from "./suite/hostile.mjs";
import { segment } from "./suite/segments.mjs";

/** How often each function is called. */
const ROUNDS = 40;

/** Objects that are well until they are looked at, and those that lie. */
const hostile = () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  let looks = 0;
  const changing = segment();
  Object.defineProperty(changing, "included", {
    enumerable: true,
    get: () => ((looks += 1) % 2 === 1 ? ["a"] : [deepArray(5_000), 1n][looks % 3 === 0 ? 1 : 0]),
  });
  const lying = (length) => Object.defineProperty(new Uint8Array(4_000_000).fill(97), "length", { value: length });
  return [
    ...strange(),
    detached,
    detached.buffer,
    lying(0),
    lying(-1),
    lying(1.5),
    lying(2 ** 32),
    Object.defineProperty(new Uint8Array(4), "buffer", { value: new ArrayBuffer(0) }),
    new DataView(new ArrayBuffer(4), 2),
    new Float64Array([NaN]),
    new BigInt64Array(2),
    new SharedArrayBuffer(8),
    new Uint8Array(new SharedArrayBuffer(8)),
    new ArrayBuffer(8, { maxByteLength: 16 }),
    changing,
    Object.freeze(segment()),
    Object.seal([Object.freeze(["a"])]),
    JSON.parse('{"__proto__": {"included": ["x"]}, "constructor": null, "toString": 1, "key": "k"}'),
    Object.create(segment()),
    Object.create({ toJSON: 1, key: "inherited" }),
    Object.assign([1, 2], { toJSON: () => "text", extra: 1 }),
    [, "hole", , undefined],
    { [Symbol.toPrimitive]: () => Symbol("s") },
    { valueOf: () => 5n },
    { valueOf() { throw new Error("no"); } },
    { [Symbol.iterator]: () => ({ next: () => ({ get done() { throw new Error("no"); } }) }) },
    { async *[Symbol.asyncIterator]() { yield "a\n"; yield 5; } },
    { async *[Symbol.asyncIterator]() { yield "a\n"; throw null; } },
    { stream: () => ({ getReader: () => ({ read: async () => ({ value: deep(9) }), cancel: async () => {}, releaseLock() {} }) }) },
    { getReader() { throw undefined; } },
    { stream() { throw Symbol("s"); } },
    { size: 2 ** 60, stream: () => new Blob(["a\nb"]).stream() },
    { size: -1, stream: () => new Blob(["a\nb"]).stream() },
    new Response(new ReadableStream({ pull: (controller) => controller.error(5n) })),
    new Response(null),
    new Blob(["\ud800,", new Uint8Array([255, 254, 0, 216])]),
    { aborted: false, addEventListener() { throw new Error("no"); } },
    { get aborted() { throw new Error("no"); } },
    AbortSignal.abort(Symbol("s")),
    "\u2028\u2029\u0000\ufeff\uffff\udbff\udfff",
    "\udc00".repeat(1_000),
    "{".repeat(100_000),
    "[".repeat(100_000),
    '"\\ud800"',
    "a".repeat(3_000_000),
    revoked.proxy,
    function () {},
    async () => {},
    new Proxy(function () {}, {}),
    globalThis,
    WebAssembly,
    import.meta,
  ];
};

const key = fc.constantFrom("a", "ada", "production", "..", "", "a/b%", "\ud83d\ude00", "x".repeat(300));
const member = fc.constantFrom(
  ...["key", "name", "version", "included", "excludedContexts", "rules", "tags", "unbounded", "values", "clauses"],
  ...["attribute", "op", "contextKind", "kind", "instructions", "path", "value", "from", "_id", "weight", "comment"],
  ...["projectKey", "environmentKey", "segmentKey", "contextKey", "userKey", "segment", "jsonPatch", "mergePatch"],
  ...["semanticPatch", "change", "context", "file", "mode", "exportId", "importId", "limit", "pageSize", "signal"],
  ...["format", "delimiter", "header", "column", "places", "trim", "dialect", "granularity", "guardVersion", "before"],
  ...["list", "baseUrl", "token", "fetch", "retry", "apiVersion", "dryRun", "add", "__proto__", "constructor", "length"],
);

/**
 * How to make a value of any kind: hostile, JSON, bytes, a thing of the package, or objects of such.
 * Only how, for what makes values looks at them, and some strike back.
 */
function makers(things) {
  const all = hostile();
  const from = (list, name) =>
    fc.nat({ max: list.length - 1 }).map((index) => told(() => list[index], `${name}[${index}]`));
  const plain = (arbitrary) => arbitrary.map((value) => told(() => value, fc.stringify(value)));
  const kinds = ["BigInt", "Date", "Map", "Set", "TypedArray", "SparseArray", "NullPrototype", "BoxedValues"];
  const leaf = fc.oneof(
    { weight: 4, arbitrary: from(all, "hostile") },
    { weight: 3, arbitrary: plain(fc.anything(Object.fromEntries(kinds.map((kind) => [`with${kind}`, true])))) },
    { weight: 2, arbitrary: plain(fc.jsonValue()) },
    { weight: 2, arbitrary: plain(key) },
    { weight: 1, arbitrary: plain(fc.double()) },
    { weight: 2, arbitrary: from(things, "things") },
    { weight: 1, arbitrary: plain(fc.uint8Array({ maxLength: 60 })) },
    { weight: 1, arbitrary: plain(fc.string({ unit: "binary" })) },
    { weight: 2, arbitrary: fc.constant(told(() => segment(), "segment()")) },
  );
  const record = (base) =>
    fc.array(fc.tuple(member, leaf), { maxLength: 8 }).map((members) =>
      told(
        () => {
          const made = base();
          // Own members all of them, `__proto__` too.
          for (const [name, make] of members) {
            const value = make();
            Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
          }
          return made;
        },
        `{ ${members.map(([name, make]) => `${name}: ${fc.stringify(make)}`).join(", ")} }`,
      ),
    );
  const place = { projectKey: "p", environmentKey: "e", segmentKey: "s" };
  const array = fc.array(leaf, { maxLength: 3 });
  return fc.oneof(
    { weight: 5, arbitrary: leaf },
    record(() => ({})),
    record(() => ({ ...place })),
    record(segment),
    array.map((made) => told(() => made.map((make) => make()), fc.stringify(made))),
  );
}

/** What makes a value, and how it is shown where it breaks something. */
function told(make, text) {
  return Object.assign(make, { [fc.toStringMethod]: () => text });
}

/** Every function, constructor, method and property that the package exports, by name. */
function surface(segdeck, things) {
  const all = new Map();
  const ofClass = (owner, name, makeThis) => {
    for (const [method, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (["constructor", "prototype", "length", "name"].includes(method) && !get) continue;
      if (method === "dispose") continue;
      if (typeof value === "function") all.set(`${name}.${method}`, (...given) => makeThis()[method](...given));
      else if (get) all.set(`${name}.${method}`, () => makeThis()[method]);
    }
    for (const symbol of [Symbol.iterator]) {
      if (owner[symbol]) all.set(`${name}[iterator]`, () => makeThis()[symbol]());
    }
  };
  for (const [name, exported] of Object.entries(segdeck)) {
    if (name === "SegdeckError") continue;
    if (!/^class\b/.test(Function.prototype.toString.call(exported))) {
      all.set(name, exported);
      continue;
    }
    all.set(`new ${name}`, (...given) => new exported(...given));
    ofClass(exported, name, () => exported);
    ofClass(exported.prototype, `${name}.prototype`, () => things[name]());
  }
  return all;
}

/** Takes the first few of what can be walked through, and what a promise becomes. */
async function settle(result) {
  const settled = await result;
  if (settled instanceof ReadableStream) {
    const reader = settled.getReader();
    await reader.read();
    await reader.cancel();
  } else if (typeof settled?.next === "function") {
    for (let count = 0; count < 3; count += 1) if ((await settled.next()).done) break;
    await settled.return?.();
  }
}

describe("the package under fire", () => {
  let project;
  let segdeck;

  before(async () => {
    project = await makeProject();
    segdeck = createRequire(join(project.folder, "x.js"))("segdeck");
  });
  after(() => project?.remove());

  test("no call with any arguments breaks it", async () => {
    const { SegmentsClient, SegmentHandle, TargetList, SegdeckError, jsonPatch } = segdeck;
    const handle = new SegmentHandle(segment());
    const list = TargetList.from(["ada", "grace"]);
    const answers = [
      () => new Response("[]"),
      () => new Response('{"items": [{"key": 5}]}'),
      () => new Response(JSON.stringify({ items: [segment()], _links: {} })),
      () => new Response("<html>", { status: 502 }),
      () => ({ status: {}, headers: [[{}, 5n]], arrayBuffer: async () => deep(3) }),
      () => ({ headers: null }),
      () => undefined,
      () => { throw Symbol("no"); },
      () => Promise.reject(null),
    ];
    let asked = 0;
    const things = {
      SegmentHandle: () => handle,
      TargetList: () => list,
      SegmentInstructions: () => new segdeck.SegmentInstructions(),
      ExpiringTargetInstructions: () => new segdeck.ExpiringTargetInstructions(),
      ExpiringUserTargetInstructions: () => new segdeck.ExpiringUserTargetInstructions(),
      SegmentsClient: () =>
        new SegmentsClient({ retry: false, fetch: () => answers[(asked += 1) % answers.length]() }),
    };
    const functions = surface(segdeck, things);
    assert.ok(functions.size > 75, `${[...functions.keys()]}`);
    const expected = jsonPatch(segment(), segment({ name: "New" }));
    // A promise that nobody waits for would end the process of a user.
    const unwatched = [];
    const note = (reason) => unwatched.push(reason);
    process.on("unhandledRejection", note);
    try {
      for (const [name, call] of functions) {
        const attempt = async (...given) => {
          if (isEndless(name, given)) return;
          try {
            await settle(call(...given));
          } catch (error) {
            assert.ok(error instanceof SegdeckError, `${name}: ${shown(error)}`);
            assert.notEqual(error.kind, "internal", `${name}: ${error.stack}`);
            assert.ok(error.message.length < 3_000, `${name}: a message of ${error.message.length}`);
          }
          assert.deepEqual(jsonPatch(segment(), segment({ name: "New" })), expected, name);
          assert.equal(handle.hasTarget("ada"), true, name);
          assert.deepEqual(list.toArray(), ["ada", "grace"], name);
        };
        for (const value of hostile()) await attempt(value);
        // Made anew, for some can be read only once.
        const thing = makers([handle, list, segdeck, new segdeck.SegmentInstructions().addTags({ values: ["a"] })]);
        await fc.assert(
          fc.asyncProperty(fc.array(thing, { maxLength: 3 }), (making) => attempt(...making.map((make) => make()))),
          { numRuns: ROUNDS, includeErrorInReport: true },
        );
      }
    } finally {
      process.off("unhandledRejection", note);
    }
    assert.deepEqual(unwatched, []);
    assert.deepEqual([{}.included, {}.polluted, Object.keys(Object.prototype)], [undefined, undefined, []]);
  });
});

/** Four thousand million holes are walked through for long, as anywhere in JavaScript. */
function isEndless(name, given) {
  return name === "TargetList.from" && given.some((value) => {
    try {
      return Array.isArray(value) && value.length > 1e7;
    } catch {
      return false;
    }
  });
}

function shown(error) {
  return error instanceof Error ? error.stack : typeof error;
}
