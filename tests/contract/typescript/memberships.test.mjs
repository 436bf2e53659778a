// Operations 10 to 13: who is in the lists of larger segments.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, api, newKey, reader, refused, segment, stranger } from "./client.mjs";

const larger = async (kind) => (await segment({ unbounded: true, unboundedContextKind: kind })).key;
const updateContexts = (key, change, as = api) =>
  as.updateBigSegmentContextTargets(PROJECT, ENVIRONMENT, key, change);
const updateUsers = (key, change, as = api) => as.updateBigSegmentTargets(PROJECT, ENVIRONMENT, key, change);
const context = async (key, member, as = api) =>
  (await as.getSegmentMembershipForContext(PROJECT, ENVIRONMENT, key, member)).data;
const user = async (key, member, as = api) =>
  (await as.getSegmentMembershipForUser(PROJECT, ENVIRONMENT, key, member)).data;

const IN = { included: true, excluded: false };
const OUT = { included: false, excluded: true };
const NEITHER = { included: false, excluded: false };

test("contexts join and leave", async () => {
  const key = await larger("device");
  const answer = await updateContexts(key, { included: { add: ["a/b c", "b"] }, excluded: { add: ["c"] } });
  assert.equal(answer.status, 204);
  assert.deepEqual(await context(key, "a/b c"), { userKey: "a/b c", ...IN });
  assert.deepEqual(await context(key, "c"), { userKey: "c", ...OUT });
  assert.deepEqual(await context(key, "nobody"), { userKey: "nobody", ...NEITHER });
  await updateContexts(key, { included: { remove: ["b"] } });
  assert.deepEqual(await context(key, "b"), { userKey: "b", ...NEITHER });
});

test("users join and leave", async () => {
  const key = await larger();
  const answer = await updateUsers(key, { included: { add: ["a"] }, excluded: { add: ["b"] } });
  assert.equal(answer.status, 204);
  assert.deepEqual(await user(key, "a"), { userKey: "a", ...IN });
  assert.deepEqual(await context(key, "b"), { userKey: "b", ...OUT });
  await updateUsers(key, { excluded: { remove: ["b"] } });
  assert.deepEqual(await user(key, "b"), { userKey: "b", ...NEITHER });
});

test("a key cannot be in both lists", async () => {
  const key = await larger();
  const both = { included: { add: ["x", "a"] }, excluded: { add: ["a"] } };
  const { message } = await refused(updateUsers(key, both), 400, "invalid_request");
  assert.match(message, /excluded\/add\/0/);
  assert.deepEqual(await user(key, "x"), { userKey: "x", ...NEITHER });
});

test("standard segments and unknown ones have no memberships", async () => {
  const { key } = await segment();
  const change = { included: { add: ["a"] } };
  for (const [where, status, code] of [[key, 400, "invalid_request"], [newKey(), 404, "not_found"]]) {
    await refused(updateContexts(where, change), status, code);
    await refused(updateUsers(where, change), status, code);
    await refused(context(where, "a"), status, code);
    await refused(user(where, "a"), status, code);
  }
});

test("devices are no users", async () => {
  const key = await larger("device");
  await refused(updateUsers(key, { included: { add: ["a"] } }), 400, "invalid_request");
  await refused(user(key, "a"), 400, "invalid_request");
});

test("a reader may look and not change", async () => {
  const key = await larger();
  assert.deepEqual(await context(key, "a", reader), { userKey: "a", ...NEITHER });
  await refused(updateContexts(key, { included: { add: ["a"] } }, reader), 403, "forbidden");
  await refused(updateUsers(key, { included: { add: ["a"] } }, reader), 403, "forbidden");
  await refused(user(key, "a", stranger), 401, "unauthorized");
});
