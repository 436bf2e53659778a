// Operations 6 to 9: expiring targets by context and by user.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, SEMANTIC, api, newKey, reader, refused, segment } from "./client.mjs";

const TOMORROW = Date.now() + 86_400_000;

const patchContexts = (key, ...instructions) =>
  api.patchExpiringTargetsForSegment(PROJECT, ENVIRONMENT, key, { instructions }, SEMANTIC);
const patchUsers = (key, ...instructions) =>
  api.patchExpiringUserTargetsForSegment(PROJECT, ENVIRONMENT, key, { instructions }, SEMANTIC);
const contexts = async (key) => (await api.getExpiringTargetsForSegment(PROJECT, ENVIRONMENT, key)).data.items;
const users = async (key) => (await api.getExpiringUserTargetsForSegment(PROJECT, ENVIRONMENT, key)).data.items;

const context = (kind, more = {}) => ({ kind, contextKind: "user", contextKey: "a", targetType: "included", ...more });
const user = (kind, more = {}) => ({ kind, userKey: "a", targetType: "included", ...more });

async function targeted() {
  const { key } = await segment();
  await api.patchSegment(PROJECT, ENVIRONMENT, key, { patch: [{ op: "replace", path: "/included", value: ["a", "b"] }] });
  return key;
}

test("a context gets a date, keeps it and loses it", async () => {
  const key = await targeted();
  const added = (await patchContexts(key, context("addExpiringTarget", { value: TOMORROW }))).data;
  assert.deepEqual([added.totalInstructions, added.successfulInstructions, added.failedInstructions], [1, 1, 0]);
  const [item] = await contexts(key);
  assert.deepEqual(
    [item.contextKind, item.contextKey, item.expirationDate, item._version, item.targetType, item._resourceId.kind],
    ["user", "a", TOMORROW, 1, "included", "segment"],
  );
  await patchContexts(key, context("updateExpiringTarget", { value: TOMORROW + 1000, version: item._version }));
  assert.deepEqual((await contexts(key)).map((each) => [each.expirationDate, each._version]), [[TOMORROW + 1000, 2]]);
  await patchContexts(key, context("removeExpiringTarget"));
  assert.deepEqual(await contexts(key), []);
});

test("a context instruction that fails is told with status 200", async () => {
  const key = await targeted();
  const { status, data } = await patchContexts(
    key,
    context("addExpiringTarget", { contextKey: "nobody", value: TOMORROW }),
    context("addExpiringTarget", { value: TOMORROW }),
  );
  assert.equal(status, 200);
  assert.deepEqual([data.successfulInstructions, data.failedInstructions], [1, 1]);
  assert.deepEqual(data.errors.map((error) => error.instructionIndex), [0]);
  assert.match(data.errors[0].message, /nobody/);
});

test("contexts: without the content type, with an unknown instruction, of an unknown segment", async () => {
  const key = await targeted();
  const body = { instructions: [context("addExpiringTarget", { value: TOMORROW })] };
  await refused(api.patchExpiringTargetsForSegment(PROJECT, ENVIRONMENT, key, body), 400, "invalid_request");
  const { message } = await refused(patchContexts(key, context("delayExpiringTarget")), 400, "invalid_request");
  assert.match(message, /delayExpiringTarget/);
  await refused(contexts(newKey()), 404, "not_found");
  assert.deepEqual(await contexts(key), []);
});

test("a user gets a date, keeps it and loses it", async () => {
  const key = await targeted();
  const added = (await patchUsers(key, user("addExpireUserTargetDate", { value: TOMORROW }))).data;
  assert.deepEqual([added.totalInstructions, added.successfulInstructions, added.failedInstructions], [1, 1, 0]);
  const [item] = await users(key);
  assert.deepEqual(
    [item.userKey, item.expirationDate, item._version, item.targetType, item._resourceId.kind],
    ["a", TOMORROW, 1, "included", "segment"],
  );
  await patchUsers(key, user("updateExpireUserTargetDate", { value: TOMORROW + 1000, version: item._version }));
  assert.deepEqual((await users(key)).map((each) => [each.expirationDate, each._version]), [[TOMORROW + 1000, 2]]);
  await patchUsers(key, user("removeExpireUserTargetDate"));
  assert.deepEqual(await users(key), []);
});

test("users: a failed instruction, no content type, an unknown segment", async () => {
  const key = await targeted();
  const { data } = await patchUsers(key, user("addExpireUserTargetDate", { userKey: "nobody", value: TOMORROW }));
  assert.equal(data.failedInstructions, 1);
  assert.match(data.errors[0].message, /nobody/);
  const body = { instructions: [user("addExpireUserTargetDate", { value: TOMORROW })] };
  await refused(api.patchExpiringUserTargetsForSegment(PROJECT, ENVIRONMENT, key, body), 400, "invalid_request");
  await refused(users(newKey()), 404, "not_found");
  assert.deepEqual(await users(key), []);
});

test("a reader may read dates and not set them", async () => {
  const key = await targeted();
  assert.deepEqual((await reader.getExpiringTargetsForSegment(PROJECT, ENVIRONMENT, key)).data.items, []);
  const body = { instructions: [context("addExpiringTarget", { value: TOMORROW })] };
  await refused(reader.patchExpiringTargetsForSegment(PROJECT, ENVIRONMENT, key, body, SEMANTIC), 403, "forbidden");
});
