// Operations 1 to 5: list, create, get, change and delete.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, SEMANTIC, api, instructions, newKey, reader, refused, segment, stranger } from "./client.mjs";

const patch = (of, body, options) => api.patchSegment(PROJECT, ENVIRONMENT, of.key, body, options);
const instruct = (of, ...list) => patch(of, instructions(...list), SEMANTIC);
const get = async (key) => (await api.getSegment(PROJECT, ENVIRONMENT, key)).data;

const RULE = {
  description: "Paying organizations",
  weight: 25000,
  rolloutContextKind: "organization",
  clauses: [
    { contextKind: "organization", attribute: "plan", op: "in", values: ["pro", 3, true], negate: false },
    { contextKind: "user", attribute: "email", op: "endsWith", values: ["@example.com"], negate: true },
  ],
};

test("create answers 201 with every required field", async () => {
  const key = newKey();
  const { status, data } = await api.postSegment(PROJECT, ENVIRONMENT, {
    name: "Beta testers", key, description: "Who tests", tags: ["beta", "qa"],
  });
  assert.equal(status, 201);
  assert.deepEqual([data.key, data.name, data.description], [key, "Beta testers", "Who tests"]);
  assert.deepEqual([data.version, data.generation, data.deleted, data.rules], [1, 1, false, []]);
  assert.deepEqual([...data.tags].sort(), ["beta", "qa"]);
  assert.ok(Number.isInteger(data.creationDate) && Number.isInteger(data.lastModifiedDate));
  assert.equal(data._links.self.href, `/api/v2/segments/${PROJECT}/${ENVIRONMENT}/${key}`);
});

test("create a larger segment", async () => {
  const data = await segment({ unbounded: true, unboundedContextKind: "device" });
  assert.deepEqual([data.unbounded, data.unboundedContextKind], [true, "device"]);
});

test("a taken key is a conflict", async () => {
  const { key } = await segment();
  await refused(api.postSegment(PROJECT, ENVIRONMENT, { name: "Again", key }), 409, "key_exists");
});

test("a bad key is refused by name", async () => {
  const { message } = await refused(
    api.postSegment(PROJECT, ENVIRONMENT, { name: "Bad", key: "no spaces" }), 400, "invalid_request",
  );
  assert.match(message, /key/);
});

test("get, and get of what is not there", async () => {
  const { key, name } = await segment();
  const found = await get(key);
  assert.deepEqual([found.key, found.name, found._flags], [key, name, []]);
  await refused(api.getSegment(PROJECT, ENVIRONMENT, newKey()), 404, "not_found");
  await refused(api.getSegment("no-such-project", ENVIRONMENT, key), 404, "not_found");
});

test("list: pages, order and a filter with spaces, which the client writes as plus", async () => {
  const key = newKey();
  for (let number = 0; number < 5; number += 1) {
    await api.postSegment(PROJECT, ENVIRONMENT, { name: `${key} number ${number}`, key: `${key}-${number}`, tags: [key] });
  }
  const page = (await api.getSegments(PROJECT, ENVIRONMENT, 2, 2, "-name", `tags anyOf ["${key}"]`)).data;
  assert.deepEqual(page.items.map((item) => item.key), [`${key}-2`, `${key}-1`]);
  assert.equal(page.totalCount, 5);
  for (const link of ["self", "first", "prev", "next", "last"]) assert.equal(typeof page._links[link].href, "string", link);
  const found = (await api.getSegments(PROJECT, ENVIRONMENT, undefined, undefined, undefined, `query equals "${key} number 3"`)).data;
  assert.deepEqual(found.items.map((item) => item.key), [`${key}-3`]);
});

test("list refuses a bad filter and an unknown environment", async () => {
  const { message } = await refused(
    api.getSegments(PROJECT, ENVIRONMENT, undefined, undefined, undefined, 'colour equals "red"'), 400, "invalid_request",
  );
  assert.match(message, /colour/);
  await refused(api.getSegments(PROJECT, "no-such-environment"), 404, "not_found");
});

test("JSON Patch with a comment", async () => {
  const of = await segment();
  const { data } = await patch(of, {
    comment: "from the TypeScript client",
    patch: [
      { op: "test", path: "/version", value: of.version },
      { op: "add", path: "/description", value: "Described" },
      { op: "add", path: "/rules/-", value: RULE },
      { op: "replace", path: "/includedContexts", value: [{ contextKind: "device", values: ["d/1", "é"] }] },
    ],
  });
  assert.deepEqual([data.version, data.description], [of.version + 1, "Described"]);
  assert.deepEqual(data.rules[0].clauses.map((clause) => clause.values), [["pro", 3, true], ["@example.com"]]);
  assert.ok(data.rules[0]._id && data.rules[0].clauses.every((clause) => clause._id));
  assert.deepEqual(data.includedContexts, [{ contextKind: "device", values: ["d/1", "é"] }]);
});

test("JSON Patch as a bare array, and merge patch", async () => {
  const of = await segment();
  assert.equal((await patch(of, [{ op: "replace", path: "/name", value: "New" }])).data.name, "New");
  assert.equal((await patch(of, { merge: { description: "Merged" } })).data.description, "Merged");
});

test("JSON Patch: a conflict, and a failure that changes nothing", async () => {
  const of = await segment();
  await refused(patch(of, { patch: [{ op: "test", path: "/version", value: 99 }] }), 409, "optimistic_locking_error");
  await refused(
    patch(of, { patch: [{ op: "replace", path: "/name", value: "New" }, { op: "replace", path: "/key", value: "new" }] }),
    400, "invalid_request",
  );
  assert.equal((await get(of.key)).name, of.name);
});

// This client is older than the parameter dryRun; the options of a call add it.
test("a dry run keeps what is", async () => {
  const of = await segment();
  const preview = (await patch(of, { patch: [{ op: "replace", path: "/name", value: "New" }] }, { params: { dryRun: true } })).data;
  assert.equal(preview.name, "New");
  assert.equal((await get(of.key)).name, of.name);
});

test("semantic patch of targets, with its content type per call", async () => {
  const of = await segment();
  const { data } = await instruct(
    of,
    { kind: "addTags", values: ["one"] },
    { kind: "updateName", value: "Renamed" },
    { kind: "addIncludedTargets", contextKind: "user", values: ["a", "b"] },
    { kind: "addExcludedTargets", contextKind: "device", values: ["d"] },
    { kind: "removeIncludedUsers", values: ["b"] },
  );
  assert.deepEqual([data.tags, data.name, data.included], [["one"], "Renamed", ["a"]]);
  assert.deepEqual(data.excludedContexts, [{ contextKind: "device", values: ["d"] }]);
  assert.equal(data.version, of.version + 1);
});

test("semantic patch of rules", async () => {
  const of = await segment();
  const added = (await instruct(of, { kind: "addRule", ...RULE }, { kind: "addRule", clauses: [RULE.clauses[1]] })).data;
  const [first, second] = added.rules;
  const { data } = await instruct(
    of,
    { kind: "updateRuleRolloutAndContextKind", ruleId: first._id, weight: 50000, contextKind: "user" },
    { kind: "addValuesToClause", ruleId: second._id, clauseId: second.clauses[0]._id, values: ["@example.org"] },
    { kind: "removeClauses", ruleId: first._id, clauseIds: [first.clauses[1]._id] },
    { kind: "reorderRules", ruleIds: [second._id, first._id] },
  );
  assert.deepEqual(data.rules.map((rule) => rule._id), [second._id, first._id]);
  assert.deepEqual(data.rules[0].clauses[0].values, ["@example.com", "@example.org"]);
  assert.deepEqual([data.rules[1].weight, data.rules[1].clauses.length], [50000, 1]);
});

test("semantic patch: without its content type, with an unknown instruction, with a key on both sides", async () => {
  const of = await segment();
  const before = await get(of.key);
  await refused(patch(of, instructions({ kind: "updateName", value: "New" })), 400, "invalid_request");
  const { message } = await refused(instruct(of, { kind: "turnAround" }), 400, "invalid_request");
  assert.match(message, /turnAround/);
  await refused(
    instruct(
      of,
      { kind: "addIncludedTargets", contextKind: "user", values: ["a"] },
      { kind: "addExcludedTargets", contextKind: "user", values: ["a"] },
    ),
    400, "invalid_request",
  );
  assert.deepEqual(await get(of.key), before);
});

test("delete, and the generation rises when the key comes back", async () => {
  const of = await segment();
  const { status, data } = await api.deleteSegment(PROJECT, ENVIRONMENT, of.key);
  assert.deepEqual([status, data], [204, ""]);
  await refused(api.deleteSegment(PROJECT, ENVIRONMENT, of.key), 404, "not_found");
  const again = (await api.postSegment(PROJECT, ENVIRONMENT, { name: "Again", key: of.key })).data;
  assert.deepEqual([again.generation, again.version], [of.generation + 1, 1]);
});

test("a reader may read and not change; an unknown token may nothing", async () => {
  const of = await segment();
  assert.equal((await reader.getSegment(PROJECT, ENVIRONMENT, of.key)).data.key, of.key);
  await refused(reader.postSegment(PROJECT, ENVIRONMENT, { name: "N", key: newKey() }), 403, "forbidden");
  await refused(reader.patchSegment(PROJECT, ENVIRONMENT, of.key, { patch: [] }), 403, "forbidden");
  await refused(
    reader.patchSegment(PROJECT, ENVIRONMENT, of.key, instructions({ kind: "updateName", value: "x" }), SEMANTIC),
    403, "forbidden",
  );
  await refused(reader.deleteSegment(PROJECT, ENVIRONMENT, of.key), 403, "forbidden");
  await refused(stranger.getSegments(PROJECT, ENVIRONMENT), 401, "unauthorized");
});
