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
    assert.ok(vectors.length > 20);
    for (const vector of vectors) {
      const { name, before: old, after: now } = vector;
      const same = (found, expected) => assert.deepEqual(found, expected, name);
      const patch = segdeck.jsonPatch(old, now, { guardVersion: true });
      same(patch, vector.jsonPatch);
      same(segdeck.applyJsonPatch(old, patch), vector.applied);
      const merged = segdeck.mergePatch(old, now);
      same(merged, vector.mergePatch);
      same(segdeck.jsonPatch(segdeck.applyMergePatch(old, merged), vector.applied), []);
      const { batches, remainder } = segdeck.semanticPatch(old, now);
      same(batches, vector.batches);
      same(remainder, vector.remainder);
      same(segdeck.validateSegment(now, { before: old }), vector.problems);
      const handles = [new segdeck.SegmentHandle(old), new segdeck.SegmentHandle(now)];
      same(handles[0].jsonPatch(handles[1], { guardVersion: true }), vector.jsonPatch);
      same(handles[0].semanticPatch(handles[1]).batches, vector.batches);
      same(handles[1].validate({ before: handles[0] }), vector.problems);
    }
  });

  test("the cases of RFC 6902 hold", async () => {
    const cases = await json("../../crates/segdeck-core/tests/it/json_patch_cases.json");
    let count = 0;
    for (const { comment, doc, patch, expected, error, invalid, dialect } of cases) {
      if (dialect !== undefined) continue;
      // JavaScript reads both as the same number, before the package sees them.
      if (comment.startsWith("large numbers that differ by 1")) continue;
      const apply = () => segdeck.applyJsonPatch(doc, patch, { dialect: "strict" });
      if ((error ?? invalid) === undefined) assert.deepEqual(apply(), expected, comment);
      else assert.throws(apply, segdeck.SegdeckError, comment);
      count += 1;
    }
    assert.ok(count > 50, `${count} cases`);
  });

  test("the cases of RFC 7386 hold", async () => {
    const cases = await json("../../crates/segdeck-core/tests/it/merge_patch_cases.json");
    for (const { doc, patch, expected } of cases) {
      const apply = () => segdeck.applyMergePatch(doc, patch, { dialect: "strict" });
      const isPatch = typeof patch === "object" && patch !== null && !Array.isArray(patch);
      if (isPatch) assert.deepEqual(apply(), expected, JSON.stringify(patch));
      else assert.throws(apply, segdeck.SegdeckError);
    }
  });
});
