// Operation 18: which segments a context instance is in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT, PROJECT, SEMANTIC, api, instructions, reader, refused, segment, stranger } from "./client.mjs";

const ask = (client, context) => client.getContextInstanceSegmentsMembershipByEnv(PROJECT, ENVIRONMENT, context);

async function membership(of, context, client = api) {
  const { data } = await ask(client, context);
  const found = data.items.filter((item) => item.key === of.key);
  assert.equal(found.length, 1);
  return found[0];
}

const instruct = (of, ...list) => api.patchSegment(PROJECT, ENVIRONMENT, of.key, instructions(...list), SEMANTIC);
const clause = (fields) => ({ contextKind: "user", attribute: "key", op: "in", values: [], negate: false, ...fields });

test("every field is there", async () => {
  const made = await segment();
  const { _links: links, ...item } = await membership(made, { kind: "user", key: "u" });
  assert.deepEqual(item, {
    name: made.name, key: made.key, description: "", unbounded: false, external: "",
    isMember: false, isIndividuallyTargeted: false, isRuleTargeted: false,
  });
  assert.equal(links.self.href, made._links.self.href);
});

test("lists and rules", async () => {
  const made = await segment();
  await instruct(
    made,
    { kind: "addIncludedTargets", contextKind: "user", values: ["in"] },
    { kind: "addExcludedTargets", contextKind: "user", values: ["by-out"] },
    { kind: "addRule", clauses: [clause({ op: "startsWith", values: ["by-"] })] },
  );
  for (const [key, expected] of Object.entries({
    in: [true, true, false], "by-rule": [true, false, true], "by-out": [false, false, false], else: [false, false, false],
  })) {
    const item = await membership(made, { kind: "user", key });
    assert.deepEqual([item.isMember, item.isIndividuallyTargeted, item.isRuleTargeted], expected, key);
  }
});

test("contexts of several kinds, nested and larger segments", async () => {
  const large = await segment({ unbounded: true, unboundedContextKind: "org" });
  const outer = await segment();
  await instruct(outer, {
    kind: "addRule",
    clauses: [clause({ attribute: "segmentMatch", op: "segmentMatch", values: [large.key] }), clause({ values: ["u"] })],
  });
  const context = { kind: "multi", user: { key: "u" }, org: { key: "o" } };
  assert.equal((await membership(outer, context)).isMember, false);
  await api.updateBigSegmentContextTargets(PROJECT, ENVIRONMENT, large.key, { included: { add: ["o"] } });
  assert.equal((await membership(large, context)).isIndividuallyTargeted, true);
  assert.equal((await membership(outer, context)).isMember, true);
  assert.equal((await membership(outer, { kind: "user", key: "u" })).isMember, false);
});

test("a reader may ask", async () => {
  const made = await segment();
  assert.equal((await membership(made, { kind: "user", key: "u" }, reader)).isMember, false);
});

test("what is no context is refused by its field", async () => {
  for (const [context, named] of [
    [{ key: "u" }, /kind/],
    [{ kind: "user" }, /key/],
    [{ kind: "multi" }, /multi/],
    [{ kind: "multi", org: {} }, /org\/key/],
  ]) {
    const { message } = await refused(ask(api, context), 400, "invalid_request");
    assert.match(message, named);
  }
});

test("an unknown environment, and a stranger", async () => {
  const context = { kind: "user", key: "u" };
  await refused(api.getContextInstanceSegmentsMembershipByEnv(PROJECT, "no-such", context), 404, "not_found");
  await refused(ask(stranger, context), 401, "unauthorized");
});
