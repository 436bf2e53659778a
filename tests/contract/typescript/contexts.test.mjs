// Contexts that were asked about, their kinds and attributes; and tags.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, api, ld, newKey, refused, segment, writing } from "./client.mjs";

const contexts = new ld.ContextsApi(writing);
const tags = new ld.TagsApi(writing);

/** Three contexts of a kind of their own; gives the kind. */
async function known() {
  const kind = newKey();
  for (const [number, plan] of ["free", "team", "free"].entries()) {
    const context = { kind, key: `${kind}-${number}`, plan };
    await api.getContextInstanceSegmentsMembershipByEnv(PROJECT, ENVIRONMENT, context);
  }
  return kind;
}

const search = async (body) => (await contexts.searchContexts(PROJECT, ENVIRONMENT, body)).data;
const keys = (page) => page.items.map((item) => item.context.key);

test("contexts are searched, page by page", async () => {
  const kind = await known();
  const filter = `kind equals "${kind}"`;
  const first = await search({ filter, limit: 2 });
  assert.deepEqual([first.totalCount, keys(first)], [3, [`${kind}-0`, `${kind}-1`]]);
  const second = await search({ filter, limit: 2, continuationToken: first.continuationToken });
  assert.deepEqual(keys(second), [`${kind}-2`]);
  assert.deepEqual(keys(await search({ filter: `${filter},${kind}.plan equals "team"` })), [`${kind}-1`]);
  const one = (await contexts.getContexts(PROJECT, ENVIRONMENT, kind, `${kind}-1`)).data;
  assert.deepEqual(one.items[0].context, { kind, key: `${kind}-1`, plan: "team" });
});

test("kinds, names and values", async () => {
  const kind = await known();
  const kinds = (await contexts.getContextKindsByProjectKey(PROJECT)).data;
  assert.ok(kinds.items.some((item) => item.key === kind));
  const filter = `kind equals "${kind}"`;
  const names = (await contexts.getContextAttributeNames(PROJECT, ENVIRONMENT, filter)).data;
  assert.deepEqual(names.items[0].names.map((name) => name.name).sort(), ["key", "plan"]);
  const values = (await contexts.getContextAttributeValues(PROJECT, ENVIRONMENT, "plan", filter)).data;
  assert.deepEqual(values.items[0].values, [{ name: "free", weight: 2 }, { name: "team", weight: 1 }]);
});

test("refused searches", async () => {
  for (const body of [{ limit: 51 }, { sort: "-ts" }, { filter: "kind" }, { continuationToken: "x" }]) {
    await refused(search(body), 400, "invalid_request");
  }
  const values = contexts.getContextAttributeValues(PROJECT, ENVIRONMENT, "plan");
  await refused(values, 400, "invalid_request");
  await refused(contexts.getContextKindsByProjectKey("no-such-project"), 404, "not_found");
});

test("tags", async () => {
  const prefix = newKey();
  await segment({ tags: [`${prefix}-b`, `${prefix}-a`] });
  const found = (await tags.getTags(["segment"], prefix)).data;
  assert.deepEqual([found.items, found.totalCount], [[`${prefix}-a`, `${prefix}-b`], 2]);
  assert.deepEqual((await tags.getTags(["flag"], prefix)).data.items, []);
  await refused(tags.getTags(["sandwich"]), 400, "invalid_request");
  await refused(tags.getTags(undefined, undefined, undefined, 1001), 400, "invalid_request");
});
