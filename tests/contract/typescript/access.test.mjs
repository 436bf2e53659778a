// Who is asking: access tokens, the caller, versions of the API, and its root.

import assert from "node:assert/strict";
import { test } from "node:test";
import { administering, contributing, ld, refused, stranger, writing } from "./client.mjs";

const other = (configuration) => new ld.OtherApi(configuration);
const tokens = (configuration) => new ld.AccessTokensApi(configuration);
const strange = stranger.configuration;

test("a token sees itself", async () => {
  const caller = (await other(contributing).getCallerIdentity()).data;
  const { items, totalCount } = (await tokens(contributing).getTokens(true)).data;
  assert.equal(totalCount, 1);
  assert.deepEqual([items[0]._id, items[0].memberId, items[0].role], [caller.tokenId, caller.memberId, "contributor"]);
  assert.equal(items[0].token.length, 4);
  assert.deepEqual(caller.scopes, ["contributor"]);
  assert.deepEqual((await tokens(contributing).getToken(items[0]._id)).data, items[0]);
});

test("an admin sees all, in pages", async () => {
  const page = async (offset) => (await tokens(administering).getTokens(true, 3, offset)).data;
  const [first, second] = [await page(0), await page(3)];
  assert.deepEqual([first.totalCount, second.totalCount], [4, 4]);
  const roles = [...first.items, ...second.items].map((token) => token.role);
  assert.deepEqual(roles.sort(), ["admin", "contributor", "reader", "writer"]);
  const own = (await tokens(administering).getTokens()).data.items;
  assert.deepEqual(own.map((token) => token.role), ["admin"]);
  await refused(tokens(writing).getToken(own[0]._id), 404, "not_found");
  await refused(tokens(administering).getToken("no-such-token"), 404, "not_found");
  await refused(tokens(administering).getTokens(true, 0), 400, "invalid_request");
  await refused(tokens(strange).getTokens(), 401, "unauthorized");
});

test("the versions of the API", async () => {
  const { data } = await other(writing).getVersions();
  assert.deepEqual([data.latestVersion, data.currentVersion, data.beta], [20240415, 20240415, false]);
  const asked = (version) => other(writing).getVersions({ headers: { "LD-API-Version": version } });
  assert.equal((await asked("20220603")).data.currentVersion, 20220603);
  await refused(asked("20220604"), 400, "invalid_request");
});

test("the root leads to the collections", async () => {
  const { links } = (await other(writing).getRoot()).data;
  assert.equal(links.self.href, "/api/v2");
  for (const name of ["projects", "tokens", "auditlog", "approval-requests", "tags"]) assert.ok(links[name], name);
});

test("a stranger gets the description and nothing else", async () => {
  const { data } = await other(strange).getOpenapiSpec();
  assert.match(data.openapi, /^3\.1\./);
  await refused(other(strange).getRoot(), 401, "unauthorized");
  await refused(other(strange).getVersions(), 401, "unauthorized");
  await refused(other(strange).getCallerIdentity(), 401, "unauthorized");
});
