// The same vectors as natively, through the package, with equal results.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeProject } from "./project.mjs";

const json = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));

describe("the vectors", () => {
  let project;
  let segdeck;

  before(async () => {
    project = await makeProject();
    segdeck = createRequire(join(project.folder, "x.js"))("segdeck");
  });
  after(() => project?.remove());

  test("differences, patches and problems are those of the core", async () => {
    const vectors = await json("vectors.json");
    assert.ok(vectors.length > 25);
    for (const vector of vectors) {
      const { name, before: old, after: now } = vector;
      const same = (found, expected) => assert.deepEqual(found, expected, name);
      const patch = segdeck.jsonPatch(old, now, { guardVersion: true });
      same(patch, vector.jsonPatch);
      for (const granularity of ["rule", "field"]) {
        const whole = granularity === "rule" ? vector.byRule : vector.byField;
        same(segdeck.jsonPatch(old, now, { granularity }), whole);
        same(new segdeck.SegmentHandle(old).jsonPatch(new segdeck.SegmentHandle(now), { granularity }), whole);
      }
      same(segdeck.applyJsonPatch(old, patch), vector.applied);
      const merged = segdeck.mergePatch(old, now);
      same(merged, vector.mergePatch);
      same(segdeck.jsonPatch(segdeck.applyMergePatch(old, merged), vector.applied), []);
      const { batches, remainder, unsaid } = segdeck.semanticPatch(old, now);
      same(unsaid.map(({ operationIndex }) => operationIndex), vector.unsaid);
      same(batches, vector.batches);
      same(remainder, vector.remainder);
      same(segdeck.validateSegment(now, { before: old }), vector.problems);
      const handles = [new segdeck.SegmentHandle(old), new segdeck.SegmentHandle(now)];
      same(handles[0].jsonPatch(handles[1], { guardVersion: true }), vector.jsonPatch);
      same(handles[0].semanticPatch(handles[1]).batches, vector.batches);
      same(handles[1].validate({ before: handles[0] }), vector.problems);
    }
  });

  test("the cases of RFC 6902, and LaunchDarkly's variations, hold", async () => {
    const cases = await json("../../crates/segdeck-core/tests/it/json_patch_cases.json");
    let count = 0;
    for (const { comment, doc, patch, expected, error, invalid, dialect: only } of cases) {
      // JavaScript reads both as the same number, before the package sees them.
      if (comment.startsWith("large numbers that differ by 1")) continue;
      for (const dialect of only === undefined ? ["strict", "launchdarkly"] : [only]) {
        const name = `${comment} (${dialect})`;
        const apply = () => segdeck.applyJsonPatch(doc, patch, { dialect });
        if ((error ?? invalid) === undefined) {
          assert.deepEqual(apply(), expected, name);
        } else {
          const thrown = refusalOf(apply, name);
          if (invalid !== undefined) assert.equal(thrown.kind, "invalid", name);
          else judgePatchError(thrown, error, name);
        }
        count += 1;
      }
    }
    assert.ok(count > 150, `${count} cases`);
  });

  function judgePatchError(thrown, { operation, kind, path, message }, name) {
    assert.equal(thrown.kind, "patch", name);
    assert.equal(thrown.operationIndex, operation, name);
    if (path !== undefined) assert.equal(thrown.field, path, name);
    if (message !== undefined) assert.ok(thrown.message.includes(message), `${name}: ${thrown.message}`);
    const codes = { TestFailed: "test_failed", ReadOnly: "read_only" };
    assert.equal(thrown.code, codes[kind], name);
  }

  test("the cases of RFC 7386 hold", async () => {
    const cases = await json("../../crates/segdeck-core/tests/it/merge_patch_cases.json");
    for (const { doc, patch, expected } of cases) {
      const apply = () => segdeck.applyMergePatch(doc, patch, { dialect: "strict" });
      const isPatch = typeof patch === "object" && patch !== null && !Array.isArray(patch);
      if (isPatch) assert.deepEqual(apply(), expected, JSON.stringify(patch));
      else assert.throws(apply, segdeck.SegdeckError);
    }
  });

  test("lists of targets are read, judged, compared and written as natively", async () => {
    const { TargetList } = segdeck;
    const cases = await json("../../crates/segdeck-core/tests/it/target_list_cases.json");
    assert.ok(cases.readings.length > 50);
    for (const { name, input, bytes, options, keys, report, error } of cases.readings) {
      const source = bytes === undefined ? Buffer.from(text(input)) : Buffer.from(bytes, "hex");
      const inPieces = (size) =>
        Array.from({ length: Math.ceil(source.length / size) }, (_, index) =>
          source.subarray(index * size, (index + 1) * size),
        );
      const ways = [async () => TargetList.parse(source, options), () => TargetList.read(new Blob([source]), options)];
      if (source.length < 10_000) ways.push(() => TargetList.read(inPieces(1), options), () => TargetList.read(inPieces(3), options));
      if (bytes === undefined) ways.push(async () => TargetList.parse(text(input), options));
      for (const way of ways) {
        if (error !== undefined) {
          const thrown = await way().then(() => assert.fail(name), (thrown) => thrown);
          assert.ok(thrown instanceof segdeck.SegdeckError, `${name}: ${thrown.stack}`);
          if (error.code !== undefined) assert.equal(thrown.code, error.code, name);
          assert.ok(thrown.message.includes(error.message ?? ""), `${name}: ${thrown.message}`);
          continue;
        }
        const list = await way();
        if (keys !== undefined) assert.deepEqual(list.toArray(), keys.map(text), name);
        if (report !== undefined) assert.ok(holds(report, list.report()), `${name}: ${JSON.stringify(list.report())}`);
      }
    }
    for (const { name, lookAlikes, pairs } of cases.pairs) {
      for (const pair of pairs) {
        assert.equal(TargetList.from(pair).report().lookAlikes.count, lookAlikes, `${name}: ${pair}`);
      }
    }
    for (const { name, left, right, diff, ...results } of cases.sets) {
      const lists = [TargetList.from(left), TargetList.from(right)];
      for (const [how, keys] of Object.entries(results)) {
        assert.deepEqual(lists[0][how](lists[1]).toArray(), keys, `${name}: ${how}`);
      }
      const { added, removed, unchanged } = lists[0].diff(lists[1]);
      assert.deepEqual({ added: added.toArray(), removed: removed.toArray(), unchanged }, diff, name);
    }
    for (const { name, keys, ...texts } of cases.texts) {
      for (const [format, expected] of Object.entries(texts)) {
        const written = await new Response(TargetList.from(keys).toStream({ format })).text();
        assert.equal(written, expected, `${name}: ${format}`);
      }
    }
  });

  test("values, clauses and segments are judged as natively", async () => {
    const { validateClause, validateNewSegment, validateSegment } = segdeck;
    const cases = await json("../../crates/segdeck-core/tests/it/validation_cases.json");
    const judge = (problems, { errors, warnings }, name) => {
      const paths = (severity) => problems.filter((problem) => problem.severity === severity).map(({ path }) => path);
      assert.deepEqual(paths("error"), errors, name);
      if (warnings !== undefined) assert.deepEqual(paths("warning"), warnings, name);
    };
    const ofValue = (op, value) =>
      validateClause({ attribute: "a", op, values: [value] }).find(({ path }) => path === "values/0");
    for (const { name, op, values, severity } of cases.values) {
      for (const value of values) {
        assert.equal(ofValue(op, value)?.severity ?? null, severity, `${name}: ${op} ${JSON.stringify(value)}`);
      }
    }
    for (const { op, value, says } of cases.advice) assert.ok(ofValue(op, value).message.includes(says), says);
    for (const one of cases.clauses) judge(validateClause(one.clause), one, JSON.stringify(one.clause));
    for (const one of cases.newSegments) judge(validateNewSegment(whole(one.segment)), one, JSON.stringify(one.segment));
    const withFields = (fields) => ({ ...cases.standard, ...whole(fields) });
    for (const one of cases.segments) {
      const segment = withFields(one.fields);
      judge(validateSegment(segment), one, one.name);
      judge(new segdeck.SegmentHandle(segment).validate(), one, one.name);
    }
    for (const one of cases.edits) {
      const [before, after] = [withFields(one.before), withFields(one.after)];
      const old = validateSegment(after).filter(({ path }) => !one.errors.includes(path));
      const problems = validateSegment(after, { before });
      judge(problems, one, one.name);
      assert.equal(problems.length, one.errors.length + old.length, one.name);
    }
  });

  function refusalOf(action, name) {
    try {
      action();
    } catch (error) {
      assert.ok(error instanceof segdeck.SegdeckError, `${name}: ${error.stack}`);
      return error;
    }
    return assert.fail(name);
  }
});

/** A text: as it stands, or in pieces, of which `{ times, of }` is one over and over. */
function text(value) {
  if (Array.isArray(value)) return value.map(text).join("");
  return typeof value === "string" ? value : value.of.repeat(value.times);
}

/** A value with `{ times, of }` as a text, and `{ repeat, of }` as elements of which `#` is the number. */
function whole(value) {
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      if (typeof element?.repeat !== "number") return [whole(element)];
      const of = whole(element.of);
      return Array.from({ length: element.repeat }, (_, number) => (of === "#" ? String(number) : of));
    });
  }
  if (typeof value !== "object" || value === null) return value;
  if ("times" in value) return text(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, whole(member)]));
}

/** Whether a value is as expected; objects may hold more, arrays may not. */
function holds(expected, found) {
  if (typeof expected !== "object" || expected === null) return expected === found;
  if (expected.$any) return found !== null && found !== undefined;
  if (typeof found !== "object" || found === null) return false;
  if (Array.isArray(expected) && expected.length !== found.length) return false;
  return Object.entries(expected).every(([name, member]) => holds(member, found[name]));
}
