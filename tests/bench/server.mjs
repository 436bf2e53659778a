// How many requests a second the server answers, and how fast: `cargo xtask bench server`.
// Eight connections, each operation on its own, on the demo data.

import autocannon from "autocannon";

const base = process.env.SEGDECK_URL;
const seconds = Number(process.env.SEGDECK_SECONDS ?? "5");
const connections = 8;
// A gateway has the token itself, and wants its key.
const access = process.env.SEGDECK_KEY
  ? { "segdeck-key": process.env.SEGDECK_KEY }
  : { authorization: "api-sandbox-writer" };
const json = "application/json";
const semantic = "application/json; domain-model=launchdarkly.semanticpatch";
const production = "/api/v2/segments/default/production";

async function call(method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { ...access, "content-type": json },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return text && JSON.parse(text);
}

/** The keys of a standard segment with rules and of a larger one, both of the demo. */
async function subjects() {
  const { items } = await call("GET", `${production}?limit=100`);
  const plain = items.find((item) => !item.unbounded && item.rules.length > 1);
  const big = items.find((item) => item.unbounded && !item._external);
  return { plain: plain.key, big: big.key };
}

/** A request whose body is different each time, so that each is a change. */
function changing(path, type, body) {
  let count = 0;
  return {
    method: "PATCH",
    path,
    headers: { ...access, "content-type": type },
    setupRequest: (request) => {
      count += 1;
      return { ...request, body: JSON.stringify(body(count)) };
    },
  };
}

async function operations() {
  const { plain, big } = await subjects();
  const run = Date.now();
  const [jsonPatched, semanticPatched] = [`bench-json-${run}`, `bench-semantic-${run}`];
  for (const key of [jsonPatched, semanticPatched]) {
    await call("POST", production, { key, name: key });
  }
  const get = (path) => ({ method: "GET", path, headers: access });
  return {
    "get": get(`${production}/${plain}`),
    "list 20": get(`${production}?limit=20`),
    "JSON Patch": changing(`${production}/${jsonPatched}`, json, (count) => [
      { op: "replace", path: "/name", value: `name ${count}` },
    ]),
    "semantic patch": changing(`${production}/${semanticPatched}`, semantic, (count) => ({
      instructions: [{ kind: "updateName", value: `name ${count}` }],
    })),
    "evaluate": {
      method: "POST",
      path: "/api/v2/projects/default/environments/production/segments/evaluate",
      headers: { ...access, "content-type": json },
      body: JSON.stringify({ kind: "user", key: "user-1", plan: "enterprise", country: "DE" }),
    },
    "membership": get(`${production}/${big}/contexts/user-000001`),
  };
}

function measure(request, duration) {
  return autocannon({ url: base, connections, duration, requests: [request] });
}

const rows = [];
for (const [name, request] of Object.entries(await operations())) {
  await measure(request, 1);
  const result = await measure(request, seconds);
  const failed = result.non2xx + result.errors + result.timeouts;
  rows.push([
    name,
    Math.round(result.requests.average).toLocaleString("en"),
    result.latency.p50,
    result.latency.p99,
    failed,
  ]);
}

console.log("| Operation | Requests a second | p50 (ms) | p99 (ms) | Failed |");
console.log("|---|---|---|---|---|");
for (const row of rows) {
  console.log(`| ${row.join(" | ")} |`);
}
process.exitCode = rows.some((row) => row[4] > 0) ? 1 : 0;
