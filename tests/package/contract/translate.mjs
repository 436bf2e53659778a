// What a request of a contract's case is in the words of the package, where it has them.

const SEGMENTS = String.raw`\/api\/v2\/segments\/(?<projectKey>[^/]+)\/`;
const SEGMENT = String.raw`${SEGMENTS}(?<environmentKey>[^/]+)\/(?<segmentKey>[^/]+)`;
const EXPIRING = (family) => String.raw`${SEGMENTS}(?<segmentKey>[^/]+)\/${family}\/(?<environmentKey>[^/]+)`;
const PLACE = String.raw`\/api\/v2\/projects\/(?<projectKey>[^/]+)\/environments\/(?<environmentKey>[^/]+)`;

/** Method, path, the operation, and how its body and query are given. The first that fits counts. */
const OPERATIONS = [
  ["GET", EXPIRING("expiring-targets"), "getExpiringTargets"],
  ["PATCH", EXPIRING("expiring-targets"), "patchExpiringTargets", semantic],
  ["GET", EXPIRING("expiring-user-targets"), "getExpiringUserTargets"],
  ["PATCH", EXPIRING("expiring-user-targets"), "patchExpiringUserTargets", semantic],
  ["GET", String.raw`${SEGMENTS}(?<environmentKey>[^/]+)`, "listSegments", listing],
  ["POST", String.raw`${SEGMENTS}(?<environmentKey>[^/]+)`, "createSegment", json("segment")],
  ["GET", SEGMENT, "getSegment"],
  ["PATCH", SEGMENT, "patchSegment", change],
  ["DELETE", SEGMENT, "deleteSegment"],
  ["POST", `${SEGMENT}\\/contexts`, "updateContextTargets", json("change")],
  ["GET", String.raw`${SEGMENT}\/contexts\/(?<contextKey>[^/]+)`, "getContextMembership"],
  ["POST", `${SEGMENT}\\/users`, "updateUserTargets", json("change")],
  ["GET", String.raw`${SEGMENT}\/users\/(?<userKey>[^/]+)`, "getUserMembership"],
  ["POST", `${SEGMENT}\\/exports`, "createExport"],
  ["GET", String.raw`${SEGMENT}\/exports\/(?<exportId>[^/]+)`, "getExport"],
  ["POST", `${SEGMENT}\\/imports`, "createImport", form],
  ["GET", String.raw`${SEGMENT}\/imports\/(?<importId>[^/]+)`, "getImport"],
  ["POST", `${PLACE}\\/segments\\/evaluate`, "evaluateSegments", json("context")],
].map(([method, path, name, rest = nothing]) => ({ method, path: new RegExp(`^${path}$`), name, rest }));

const HEADERS = ["authorization", "content-type", "ld-api-version", "content-length", "host", "connection"];

/**
 * The operation and its options; `undefined` where the package has no words for the request: another
 * operation, a header or a parameter that it does not know, or a body that it never writes.
 */
export async function translate({ method, url, headers, body }) {
  if (Object.keys(headers).some((name) => !HEADERS.includes(name))) return undefined;
  if (/^bearer /i.test(headers.authorization ?? "")) return undefined;
  const { pathname, searchParams } = new URL(url, "http://sandbox");
  for (const { method: wanted, path, name, rest } of OPERATIONS) {
    const found = method === wanted && path.exec(pathname);
    if (!found) continue;
    try {
      const parts = Object.entries(found.groups).map(([part, value]) => [part, decodeURIComponent(value)]);
      const given = await rest({ query: searchParams, type: headers["content-type"], body });
      if (given === undefined) return undefined;
      return { name, options: { ...Object.fromEntries(parts), ...given } };
    } catch {
      // A body that is no JSON and no form, or a path that is no UTF-8.
      return undefined;
    }
  }
  return undefined;
}

function nothing({ query, body }) {
  return query.size === 0 && body.length === 0 ? {} : undefined;
}

function json(name) {
  return ({ query, type, body }) =>
    query.size === 0 && type === "application/json" ? { [name]: JSON.parse(body) } : undefined;
}

function semantic({ query, type, body }) {
  const isSemantic = type === "application/json; domain-model=launchdarkly.semanticpatch";
  return query.size === 0 && isSemantic ? { semanticPatch: JSON.parse(body) } : undefined;
}

function change(request) {
  const options = {};
  const query = new URLSearchParams(request.query);
  if (query.get("dryRun") === "true") {
    options.dryRun = true;
    query.delete("dryRun");
  }
  const instructions = semantic({ ...request, query });
  if (instructions !== undefined) return { ...options, ...instructions };
  if (query.size > 0 || request.type !== "application/json") return undefined;
  const patch = JSON.parse(request.body);
  if (Array.isArray(patch)) return { ...options, jsonPatch: patch };
  const { patch: jsonPatch, merge: mergePatch, comment, ...others } = patch;
  if (jsonPatch === undefined && mergePatch === undefined && !("instructions" in patch)) {
    return { ...options, mergePatch: patch };
  }
  return Object.keys(others).length === 0 ? { ...options, jsonPatch, mergePatch, comment } : undefined;
}

function listing({ query, body }) {
  const options = {};
  for (const [name, value] of query) {
    if (name in options || !["limit", "offset", "sort", "filter"].includes(name)) return undefined;
    const isCount = name === "limit" || name === "offset";
    if (isCount && String(Number(value)) !== value) return undefined;
    options[name] = isCount ? Number(value) : value;
  }
  return body.length === 0 ? options : undefined;
}

async function form({ query, type, body }) {
  const given = await new Response(body, { headers: { "Content-Type": type } }).formData();
  const options = {};
  for (const [name, value] of given) {
    if (name in options) return undefined;
    if (name === "file" && value instanceof File) Object.assign(options, { file: value, fileName: value.name });
    else if (name === "mode") options.mode = value;
    else if (name === "waitOnApprovals") options.waitOnApprovals = value === "true";
    else return undefined;
  }
  const isWhole = options.file !== undefined && options.mode !== undefined;
  return query.size === 0 && isWhole ? options : undefined;
}
