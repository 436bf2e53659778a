// Answers each request with what the package makes of it: the requests of the contract's cases come
// in as they are written, go out through `SegmentsClient`, and its results are sent back, to be
// judged by the same eyes as an answer of the sandbox. What the package has no words for is passed
// on untouched, and `Segdeck-Package` says which way a request took.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeProject } from "../project.mjs";
import { translate } from "./translate.mjs";

const { folder, remove } = await makeProject();
const { SegmentsClient, SegdeckError } = await import(
  pathToFileURL(join(folder, "node_modules/segdeck/node.mjs")).href
);
await remove();

const server = createServer(async (incoming, outgoing) => {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  const { "segdeck-upstream": upstream, ...headers } = incoming.headers;
  const request = { method: incoming.method, url: incoming.url, headers, body: Buffer.concat(pieces) };
  let answer;
  try {
    answer = await carryOut(request, upstream);
  } catch (error) {
    answer = { status: 599, fields: {}, text: String(error?.stack ?? error) };
  }
  const length = Buffer.byteLength(answer.text);
  outgoing.writeHead(answer.status, { ...answer.fields, "content-length": length }).end(answer.text);
});

async function carryOut(request, upstream) {
  const call = await translate(request);
  if (call === undefined) {
    const raw = await passOn(request, upstream);
    return tell("outside", raw, raw.text);
  }
  const { name, options } = call;
  let raw;
  try {
    const client = new SegmentsClient({
      baseUrl: upstream,
      token: request.headers.authorization,
      apiVersion: request.headers["ld-api-version"] ?? null,
      retry: false,
      fetch: async (url, init) => {
        raw = await read(await fetch(url, init));
        return new Response(raw.text === "" ? null : raw.text, { status: raw.status, headers: raw.fields });
      },
    });
    const result = await client[name](options);
    assert.ok(raw.status < 300, `${name} was fulfilled with status ${raw.status}`);
    return tell(`called ${name}`, raw, textOf(result, raw));
  } catch (error) {
    if (!(error instanceof SegdeckError)) throw error;
    if (raw === undefined) {
      assert.equal(error.kind, "invalid", `${name}: ${error}`);
      const judged = await passOn(request, upstream);
      assert.ok(judged.status >= 400, `${name} was refused (${error}), but the sandbox takes it`);
      return tell(`refused ${name}`, judged, judged.text);
    }
    assert.equal(error.kind, "api", `${name}: ${error}`);
    const said = JSON.parse(raw.text);
    const { status, code, message, requestId } = error;
    assert.deepEqual({ status, code, requestId }, { status: raw.status, code: said.code, requestId: said.id });
    return tell(`called ${name}`, raw, JSON.stringify({ ...said, code, message }));
  }
}

/** What a result says, which must be all that the answer said. */
function textOf(result, { text, fields }) {
  if (text !== "") {
    assert.deepEqual(result, JSON.parse(text));
    return JSON.stringify(result);
  }
  // Ids of imports and exports come in a header; nothing comes as nothing.
  assert.equal(result, fields.location?.split("/").at(-1));
  return "";
}

function tell(way, { status, fields }, text) {
  return { status, fields: { ...fields, "segdeck-package": way }, text };
}

async function passOn({ method, url, headers, body }, upstream) {
  const { host, connection, "content-length": _, ...kept } = headers;
  return read(await fetch(upstream + url, { method, headers: kept, body: body.length > 0 ? body : undefined }));
}

async function read(answer) {
  const { "content-length": _, "transfer-encoding": __, ...fields } = Object.fromEntries(answer.headers);
  return { status: answer.status, fields, text: await answer.text() };
}

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
