// Whatever is given: a SegdeckError or an answer, and the next good call works.
import { equal, ok, refused } from "./check.mjs";
import { segment } from "./segments.mjs";

const HOLES = new Array(2 ** 32 - 1);

/** Values of every type and shape, made anew for each call. */
export function strange() {
  const cyclic = { key: "a" };
  cyclic.self = cyclic;
  const loop = [];
  loop.push(loop);
  const throwing = Object.defineProperty({}, "included", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  const trap = () => {
    throw new TypeError("trap");
  };
  const traps = { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const endless = new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: () => endless });
  return [
    undefined,
    null,
    true,
    0,
    -0,
    NaN,
    Infinity,
    1e308,
    2 ** 53,
    10n,
    "",
    "text",
    "\ud800",
    "\0",
    Symbol("s"),
    () => {},
    class {},
    [],
    [undefined],
    [NaN],
    new Array(5),
    HOLES,
    {},
    { toJSON: () => undefined },
    { toJSON: () => 5n },
    {
      toJSON() {
        throw new Error("no");
      },
    },
    { then: (resolve) => resolve(1) },
    cyclic,
    loop,
    throwing,
    new Proxy({}, traps),
    new Proxy([], traps),
    revoked,
    endless,
    new Map([["a", 1]]),
    new Set([1]),
    new WeakMap(),
    new Date(NaN),
    /x/,
    new Uint8Array(3),
    new ArrayBuffer(3),
    new Error("e"),
    Promise.resolve(1),
    Object.create(null),
    new String("boxed"),
    deep(100_000),
    deepArray(100_000),
    deep(120),
    { key: "\udfff", name: deepArray(90) },
    segment({ included: "text" }),
    segment({ included: [1] }),
    segment({ included: ["\ud800"] }),
    segment({ version: 1.5 }),
    segment({ version: 1e300 }),
    segment({ rules: {} }),
    segment({ rules: [{ clauses: [{ attribute: "a", op: 5, values: [] }] }] }),
    segment({ rules: Array(1_000).fill({}) }),
    segment({ name: "x".repeat(2_000_000) }),
    segment({ extra: deepArray(95) }),
  ];
}

export function deep(levels) {
  let value = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

export function deepArray(levels) {
  let value = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** Every function with one strange argument, in each place. */
function calls(segdeck) {
  const {
    jsonPatch,
    applyJsonPatch,
    mergePatch,
    applyMergePatch,
    semanticPatch,
    validateSegment,
    validateNewSegment,
    validateClause,
    SegmentHandle,
    TargetList,
    SegmentInstructions,
    ExpiringTargetInstructions,
    ExpiringUserTargetInstructions,
    SegmentsClient,
  } = segdeck;
  const good = segment();
  const handle = new SegmentHandle(good);
  const list = TargetList.from(["a"]);
  return {
    "jsonPatch before": (x) => jsonPatch(x, good),
    "jsonPatch after": (x) => jsonPatch(good, x),
    "jsonPatch both": (x) => jsonPatch(x, x),
    "jsonPatch options": (x) => jsonPatch(good, good, x),
    "jsonPatch option": (x) => jsonPatch(good, good, { guardVersion: x, granularity: x }),
    "applyJsonPatch document": (x) => applyJsonPatch(x, []),
    "applyJsonPatch patch": (x) => applyJsonPatch(good, x),
    "applyJsonPatch operation": (x) => applyJsonPatch(good, [x]),
    "applyJsonPatch value": (x) =>
      applyJsonPatch({}, [{ op: "add", path: "/a", value: x }], { dialect: "strict" }),
    "applyJsonPatch path": (x) => applyJsonPatch({}, [{ op: "add", path: x, value: 1 }], { dialect: "strict" }),
    "applyJsonPatch options": (x) => applyJsonPatch(good, [], x),
    "mergePatch before": (x) => mergePatch(x, good),
    "mergePatch after": (x) => mergePatch(good, x),
    "applyMergePatch document": (x) => applyMergePatch(x, {}, { dialect: "strict" }),
    "applyMergePatch patch": (x) => applyMergePatch(good, x),
    "semanticPatch before": (x) => semanticPatch(x, good),
    "semanticPatch after": (x) => semanticPatch(good, x),
    "semanticPatch options": (x) => semanticPatch(good, good, x),
    "semanticPatch option": (x) => semanticPatch(good, good, { comment: x }),
    "validateSegment": (x) => validateSegment(x),
    "validateSegment before": (x) => validateSegment(good, { before: x }),
    "validateNewSegment": (x) => validateNewSegment(x),
    "validateClause": (x) => validateClause(x),
    "validateClause values": (x) => validateClause({ attribute: "a", op: "matches", values: [x] }),
    "SegmentHandle": (x) => new SegmentHandle(x),
    "SegmentHandle jsonPatch": (x) => handle.jsonPatch(x),
    "SegmentHandle semanticPatch": (x) => handle.semanticPatch(handle, x),
    "SegmentHandle hasTarget": (x) => handle.hasTarget(x),
    "SegmentHandle hasTarget options": (x) => handle.hasTarget("a", { list: x, contextKind: x }),
    "SegmentHandle validate": (x) => handle.validate({ before: x }),
    "TargetList parse": (x) => TargetList.parse(x),
    "TargetList parse options": (x) => TargetList.parse("a", x),
    "TargetList parse option": (x) =>
      TargetList.parse("a,b", { format: x, column: x, header: x, delimiter: x, places: x, trim: x }),
    "TargetList from": (x) => {
      // An array of four thousand million holes is walked through, as anywhere in JavaScript.
      if (x !== HOLES) TargetList.from(x);
    },
    "TargetList read": (x) => TargetList.read(x),
    "TargetList has": (x) => list.has(x),
    "TargetList at": (x) => (typeof x === "number" || x === null ? list.at(x) : undefined),
    "TargetList union": (x) => list.union(x),
    "TargetList diff": (x) => list.diff(x),
    "TargetList batches": (x) => [...list.batches(x)],
    "TargetList toStream": (x) => list.toStream(x),
    "SegmentInstructions": (x) => new SegmentInstructions(x),
    "SegmentInstructions option": (x) => new SegmentInstructions({ comment: x }),
    "SegmentInstructions parameters": (x) => new SegmentInstructions().addRule(x),
    "SegmentInstructions values": (x) => new SegmentInstructions().addTags({ values: x }),
    "SegmentInstructions clause": (x) => new SegmentInstructions().addRule({ clauses: [x] }),
    "ExpiringTargetInstructions": (x) => new ExpiringTargetInstructions().addExpiringTarget(x),
    "ExpiringUserTargetInstructions": (x) =>
      new ExpiringUserTargetInstructions().addExpireUserTargetDate({ userKey: x, targetType: x, value: x }),
    "SegmentsClient": (x) => new SegmentsClient(x),
    "SegmentsClient baseUrl": (x) => new SegmentsClient({ baseUrl: x }),
    "SegmentsClient token": (x) => new SegmentsClient({ token: x }),
    "SegmentsClient retry": (x) => new SegmentsClient({ retry: x }),
    "SegmentsClient retry tries": (x) => new SegmentsClient({ retry: { tries: x, firstWait: x } }),
    "SegmentsClient fetch": (x) => new SegmentsClient({ fetch: x }),
    "SegmentsClient apiVersion": (x) => new SegmentsClient({ apiVersion: x }),
    ...operations(segdeck),
  };
}

/** Every operation of a client whose server answers nothing good. */
function operations({ SegmentsClient }) {
  const client = new SegmentsClient({
    baseUrl: "http://127.0.0.1:9",
    retry: false,
    fetch: async () => new Response("[]", { status: 200 }),
  });
  const all = {};
  for (const name of Object.getOwnPropertyNames(SegmentsClient.prototype)) {
    if (name === "constructor") continue;
    const run = async (options) => {
      const result = client[name](options);
      if (typeof result.next === "function") return result.next();
      return result;
    };
    const place = { projectKey: "p", environmentKey: "e", segmentKey: "s" };
    all[name] = (x) => run(x);
    all[`${name} options`] = (x) => run({ projectKey: x, environmentKey: x, segmentKey: x, signal: x });
    all[`${name} parts`] = (x) =>
      run({
        ...place,
        segment: x,
        jsonPatch: x,
        semanticPatch: x,
        change: x,
        context: x,
        contextKey: x,
        userKey: x,
        file: x,
        mode: x,
        exportId: x,
        importId: x,
        limit: x,
        pageSize: x,
      });
  }
  return all;
}

export const tests = {
  async "no argument, whatever it is, breaks anything"(segdeck) {
    const good = segment();
    const named = { ...segment(), name: "New" };
    const expected = [{ op: "replace", path: "/name", value: "New" }];
    const keptBefore = new segdeck.SegmentHandle(good);
    for (const [name, call] of Object.entries(calls(segdeck))) {
      for (const value of strange()) {
        try {
          await call(value);
        } catch (error) {
          const isOurs = error instanceof segdeck.SegdeckError;
          ok(isOurs && error.kind !== "internal", `${name}: ${error?.stack ?? error}`);
          ok(typeof error.message === "string" && error.message.length < 2_000, `${name}: message`);
        }
      }
      equal(segdeck.jsonPatch(good, named), expected, `after ${name}`);
    }
    ok(keptBefore.hasTarget("ada"), "no instance was replaced meanwhile");
  },

  "what JSON would leave out without a word is refused and named"({ jsonPatch }) {
    const after = (fields) => () => jsonPatch(segment(), segment(fields));
    refused(after({ extra: [1, NaN] }), { field: "after/extra/1", code: "not_json" });
    refused(after({ extra: new Map() }), { field: "after/extra", code: "not_json" });
    refused(after({ extra: { a: [undefined] } }), { field: "after/extra/a/0" });
    refused(after({ extra: 10n }), { field: "after/extra" });
    refused(after({ extra: deep(100_000) }), { code: "too_deep" });
    refused(after({ name: "\ud800" }), { field: "after/name" });
    refused(after({ included: [...Array(50).fill("a"), 5] }), { field: "after/included/50" });
    equal(jsonPatch(segment(), segment({ extra: undefined })), []);
  },

  "what is too large is refused before it is converted"({ validateSegment, TargetList }) {
    const many = { ...segment(), extra: Array(4_000_001).fill(0) };
    refused(() => validateSegment(many), { code: "too_large" });
    const long = segment({ name: "x".repeat(64 * 1024 * 1024) });
    refused(() => validateSegment(long), { code: "too_large" });
    equal(TargetList.parse("a".repeat(5_000_000)).report().overlong.count, 1);
  },
};
