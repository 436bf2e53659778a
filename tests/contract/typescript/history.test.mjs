// The audit log and flags.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, api, ld, refused, segment, writing } from "./client.mjs";

const log = new ld.AuditLogApi(writing);
const flags = new ld.FeatureFlagsApi(writing);
const specifier = (key) => `proj/${PROJECT}:env/${ENVIRONMENT}:segment/${key}`;
// Positions: before, after, q, limit, spec.
const listed = async (key, limit) =>
  (await log.getAuditLogEntries(undefined, undefined, undefined, limit, specifier(key))).data.items;

test("the history of a segment", async () => {
  const { key } = await segment();
  const patch = [{ op: "replace", path: "/name", value: "New" }];
  await api.patchSegment(PROJECT, ENVIRONMENT, key, { patch, comment: "from TypeScript" });
  const items = await listed(key);
  assert.deepEqual(items.map((entry) => entry.accesses[0].action), ["updateName", "createSegment"]);
  const { data } = await log.getAuditLogEntry(items[0]._id);
  assert.equal(data.comment, "from TypeScript");
  assert.deepEqual(data.delta, patch);
  assert.equal(data.previousVersion.name, `Segment ${key}`);
  assert.equal(data.currentVersion.name, "New");
  assert.equal((await listed(key, 1)).length, 1);
});

test("a search by statements", async () => {
  const { key } = await segment();
  const statements = [{ effect: "allow", resources: [specifier(key)], actions: ["*"] }];
  const { data } = await log.postAuditLogEntries(undefined, undefined, undefined, undefined, statements);
  assert.deepEqual(data.items.map((entry) => entry.name), [`Segment ${key}`]);
});

test("the log refuses what it cannot read", async () => {
  await refused(log.getAuditLogEntries(undefined, undefined, undefined, 21), 400, "invalid_request");
  await refused(log.getAuditLogEntries(undefined, undefined, undefined, undefined, "proj"), 400, "invalid_request");
  await refused(log.getAuditLogEntry("no-such-entry"), 404, "not_found");
});

test("flags", async () => {
  const { data } = await flags.getFeatureFlags(PROJECT, "production", undefined, 3);
  assert.equal(data.items.length, 3);
  assert.equal(data.totalCount, 12);
  assert.ok(data.items.every((flag) => flag.environments.production._summary));
  const one = (await flags.getFeatureFlag(PROJECT, "checkout-v3")).data;
  assert.deepEqual(Object.keys(one.environments).sort(), ["production", "test"]);
  await refused(flags.getFeatureFlag(PROJECT, "no-such-flag"), 404, "not_found");
});

test("the flags of a segment", async () => {
  const { data } = await api.getSegment(PROJECT, "production", "staff");
  assert.deepEqual(data._flags.map((flag) => flag.key), ["checkout-v3"]);
});
