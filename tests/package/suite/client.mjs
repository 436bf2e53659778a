// The 18 operations against the sandbox server.
import { equal, ok, rejected } from "./check.mjs";

const place = { projectKey: "default", environmentKey: "production" };
let number = 0;
const fresh = (name) => `${name}-${Date.now().toString(36)}-${(number += 1)}`;

export function tests({ url, token, setFaults }) {
  const connect = ({ SegmentsClient }, options) =>
    new SegmentsClient({ baseUrl: url, token, retry: { firstWait: 1 }, ...options });

  return {
    async "segments are created, listed, read, changed and deleted"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("made") };
      const made = await client.createSegment({
        ...place,
        segment: { key: at.segmentKey, name: "Made", tags: ["package"] },
      });
      equal([made.key, made.version, made.rules], [at.segmentKey, 1, []]);
      await rejected(client.createSegment({ ...place, segment: { key: at.segmentKey, name: "x" } }), {
        kind: "api",
        status: 409,
        code: "key_exists",
      });
      const page = await client.listSegments({ ...place, limit: 1, filter: `query equals "${at.segmentKey}"` });
      equal([page.items.length, page.items[0].key], [1, at.segmentKey]);

      const after = { ...made, included: ["ada"], name: "Changed" };
      const patch = segdeck.jsonPatch(made, after, { guardVersion: true });
      const preview = await client.patchSegment({ ...at, jsonPatch: patch, dryRun: true });
      equal([preview.name, (await client.getSegment(at)).name], ["Changed", "Made"]);
      const changed = await client.patchSegment({ ...at, jsonPatch: patch, comment: "By the package" });
      equal([changed.version, changed.included], [2, ["ada"]]);
      await rejected(client.patchSegment({ ...at, jsonPatch: patch }), { kind: "api", status: 409 });

      const merged = await client.patchSegment({ ...at, mergePatch: { description: "Merged" } });
      equal(merged.description, "Merged");
      const semanticPatch = new segdeck.SegmentInstructions({ comment: "More" })
        .addIncludedTargets({ contextKind: "org", values: ["acme"] })
        .addRule({ clauses: [{ contextKind: "user", attribute: "plan", op: "in", values: ["pro"] }] });
      const semantic = await client.patchSegment({ ...at, semanticPatch });
      equal(semantic.includedContexts, [{ contextKind: "org", values: ["acme"] }]);
      ok(semantic.rules[0]._id, "the server gave the rule an id");
      await rejected(
        client.patchSegment({
          ...at,
          semanticPatch: { instructions: [{ kind: "addTags", values: ["a"] }, { kind: "addTag" }] },
        }),
        { kind: "invalid", instructionIndex: 1, field: "instructions/1/kind" },
      );
      await rejected(
        client.patchSegment({
          ...at,
          semanticPatch: new segdeck.SegmentInstructions().addClauses({
            ruleId: "nowhere",
            clauses: [{ attribute: "a", op: "in", values: [1] }],
          }),
        }),
        { kind: "api", status: 400, instructionIndex: 0 },
      );
      await rejected(client.patchSegment({ ...at, jsonPatch: [], mergePatch: {} }), { kind: "invalid" });
      equal(await client.deleteSegment(at), undefined);
      await rejected(client.getSegment(at), { kind: "api", status: 404, code: "not_found" });
    },

    async "a difference goes over as instructions"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("semantic") };
      const made = await client.createSegment({ ...place, segment: { key: at.segmentKey, name: "S" } });
      const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
      const after = { ...made, included: keys, description: "Told", name: "T" };
      const { batches, remainder } = segdeck.semanticPatch(made, after);
      equal(batches.length, 2);
      for (const semanticPatch of batches) await client.patchSegment({ ...at, semanticPatch });
      const now = await client.patchSegment({ ...at, jsonPatch: remainder });
      equal([now.included.length, now.description, now.name], [2_000, "Told", "T"]);
      equal(segdeck.jsonPatch(now, after), []);
    },

    async "expiring targets are scheduled in both families"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("expiring") };
      await client.createSegment({ ...place, segment: { key: at.segmentKey, name: "E" } });
      await client.patchSegment({ ...at, jsonPatch: [{ op: "add", path: "/included", value: ["ada", "eve"] }] });
      const value = Date.now() + 86_400_000 * 365;
      const target = { targetType: "included", contextKind: "user", contextKey: "ada" };
      const answer = await client.patchExpiringTargets({
        ...at,
        comment: "Leaves",
        semanticPatch: new segdeck.ExpiringTargetInstructions().addExpiringTarget({ ...target, value }),
      });
      equal([answer.items.length, answer.items[0].expirationDate], [1, value]);
      const partly = await client.patchExpiringTargets({
        ...at,
        semanticPatch: {
          instructions: [{ kind: "removeExpiringTarget", ...target, contextKey: "nobody" }],
        },
      });
      equal(partly.items.length, 1);
      equal((await client.getExpiringTargets(at)).items[0].contextKey, "ada");
      const user = { targetType: "included", userKey: "eve" };
      await client.patchExpiringUserTargets({
        ...at,
        semanticPatch: new segdeck.ExpiringUserTargetInstructions().addExpireUserTargetDate({ ...user, value }),
      });
      const users = (await client.getExpiringUserTargets(at)).items.map(({ userKey }) => userKey);
      equal(users.sort(), ["ada", "eve"]);
    },

    async "big segments have members, imports and exports"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("big") };
      await client.createSegment({
        ...place,
        segment: { key: at.segmentKey, name: "B", unbounded: true, unboundedContextKind: "user" },
      });
      await client.updateContextTargets({ ...at, change: { included: { add: ["ada", "a/b c"] } } });
      await client.updateUserTargets({ ...at, change: { excluded: { add: ["eve"] } } });
      equal(await client.getContextMembership({ ...at, contextKey: "a/b c" }), {
        userKey: "a/b c",
        included: true,
        excluded: false,
      });
      equal((await client.getUserMembership({ ...at, userKey: "eve" })).excluded, true);
      const list = segdeck.TargetList.from(["linus", "grace", "ada"]);
      const importId = await client.createImport({
        ...at,
        file: await new Response(list.toStream()).blob(),
        fileName: "keys.csv",
        mode: "merge",
      });
      const imported = await until(() => client.getImport({ ...at, importId }), "complete");
      equal([imported.mode, imported.segmentKey], ["merge", at.segmentKey]);
      equal((await client.getContextMembership({ ...at, contextKey: "linus" })).included, true);
      const exportId = await client.createExport(at);
      const exported = await until(() => client.getExport({ ...at, exportId }), "complete");
      ok(exported.sizeBytes > 0, "the export has bytes");
      await rejected(client.createImport({ ...at, file: "a\n", mode: "other" }), {
        kind: "invalid",
        field: "mode",
      });
    },

    async "who is in which segments is evaluated"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("evaluated") };
      await client.createSegment({ ...place, segment: { key: at.segmentKey, name: "V" } });
      await client.patchSegment({ ...at, jsonPatch: [{ op: "add", path: "/included", value: ["ada"] }] });
      const isMember = async (context) => {
        const { items } = await client.evaluateSegments({ ...place, context });
        return items.find(({ key }) => key === at.segmentKey).isMember;
      };
      equal(await isMember({ kind: "user", key: "ada" }), true);
      equal(await isMember({ kind: "user", key: "eve" }), false);
      await rejected(client.evaluateSegments({ ...place, context: { kind: "user" } }), {
        kind: "invalid",
        field: "context/key",
      });
    },

    async "pages are walked through as they are needed"(segdeck) {
      let count = 0;
      const client = connect(segdeck, {
        fetch: (...call) => {
          count += 1;
          return fetch(...call);
        },
      });
      const tag = fresh("walk").replaceAll(".", "-");
      for (let index = 0; index < 5; index += 1) {
        await client.createSegment({ ...place, segment: { key: `${tag}-${index}`, name: tag, tags: [tag] } });
      }
      count = 0;
      const filter = `tags anyOf ["${tag}"]`;
      const keys = [];
      for await (const segment of client.segments({ ...place, filter, sort: "creationDate", pageSize: 2 })) {
        keys.push(segment.key);
      }
      equal([keys.length, new Set(keys).size, count], [5, 5, 3]);
      count = 0;
      for await (const segment of client.segments({ ...place, filter, pageSize: 2 })) {
        ok(segment.tags.includes(tag), "each is a whole segment");
        break;
      }
      equal(count, 1, "one page was enough");
      const pages = [];
      for await (const page of client.segmentPages({ ...place, filter, pageSize: 4 })) pages.push(page.items.length);
      equal(pages, [4, 1]);
      const controller = new AbortController();
      const walk = client.segments({ ...place, filter, pageSize: 1, signal: controller.signal });
      await walk.next();
      controller.abort(new Error("enough"));
      await rejected(walk.next(), { kind: "aborted" });
    },

    async "calls can be given up"(segdeck) {
      const at = { ...place, segmentKey: "x" };
      const given = AbortSignal.abort(new Error("never mind"));
      const error = await rejected(connect(segdeck).getSegment({ ...at, signal: given }), { kind: "aborted" });
      equal(error.cause.message, "never mind");
      const slow = connect(segdeck, {
        fetch: (_, { signal }) =>
          new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      });
      await rejected(slow.getSegment({ ...at, signal: soon() }), { kind: "aborted" });
      const waiting = connect(segdeck, {
        retry: { firstWait: 1_000_000, longestWait: 1_000_000 },
        fetch: async () => new Response("", { status: 429 }),
      });
      await rejected(waiting.getSegment({ ...at, signal: soon() }), { kind: "aborted" });
    },

    async "what is safe is sent again, and nothing else"(segdeck) {
      const answers = [];
      let sent = [];
      const client = connect(segdeck, {
        fetch: async (_, { method, headers }) => {
          sent.push([method, Object.fromEntries(headers)["LD-API-Version"]]);
          const answer = answers.shift();
          if (answer instanceof Error) throw answer;
          return answer;
        },
      });
      const at = { ...place, segmentKey: "x" };
      const status = (code) => new Response('{"code": "down", "message": "Down", "id": "ref-1"}', { status: code });
      answers.push(status(503), status(429), new TypeError("lost"), status(404));
      await rejected(client.getSegment(at), { kind: "api", status: 404, requestId: "ref-1", code: "down" });
      equal(sent, Array(4).fill(["GET", "20240415"]));
      sent = [];
      answers.push(status(503));
      await rejected(client.deleteSegment(at), { kind: "api", status: 503 });
      answers.push(new TypeError("lost"));
      await rejected(client.deleteSegment(at), { kind: "outcome_unknown" });
      equal(sent.length, 2, "a change is not sent again");
      answers.push(new Response("<html>", { status: 200 }));
      await rejected(client.getSegment(at), { kind: "decode", message: /web page/ });
      answers.push(new Response('{"key": "x"}', { status: 200 }));
      await rejected(client.getSegment(at), { kind: "decode" });
      const never = connect(segdeck, { retry: false, fetch: async () => status(503) });
      await rejected(never.getSegment(at), { status: 503 });
    },

    async "faults of a real server are borne"(segdeck) {
      const client = connect(segdeck);
      const at = { ...place, segmentKey: fresh("fault") };
      await client.createSegment({ ...place, segment: { key: at.segmentKey, name: "F" } });
      const fault = (effect, operation = "getSegment") => [{ operation, key: at.segmentKey, nth: 1, effect }];
      await setFaults(fault({ kind: "status", status: 503 }));
      equal((await client.getSegment(at)).name, "F");
      await setFaults(fault({ kind: "dropBefore" }));
      equal((await client.getSegment(at)).name, "F");
      await setFaults(fault({ kind: "truncate", bytes: 20 }));
      await rejected(connect(segdeck, { retry: false }).getSegment(at), { name: "SegdeckError" });
      await setFaults(fault({ kind: "dropAfter" }, "patchSegment"));
      const change = client.patchSegment({ ...at, mergePatch: { name: "Changed" } });
      await rejected(change, { kind: "outcome_unknown" });
      await setFaults([]);
      equal((await client.getSegment(at)).name, "Changed");
    },

    async "a client is told what is wrong with it"({ SegmentsClient, SegdeckError }) {
      for (const options of [
        { token: "sdk-1" },
        { token: "" },
        { baseUrl: "ftp://x" },
        { baseUrl: "https://u:p@x.example" },
        { baseUrl: 5 },
        { fetch: "fetch" },
        { retry: { tries: 0 } },
        { retry: 3 },
      ]) {
        try {
          new SegmentsClient(options);
        } catch (error) {
          ok(error instanceof SegdeckError && error.kind === "invalid", String(error));
          continue;
        }
        throw new Error(`${JSON.stringify(options)} was accepted`);
      }
      const client = connect({ SegmentsClient }, { token: "api-nobody" });
      await rejected(client.listSegments(place), { kind: "api", status: 401 });
      await rejected(client.getSegment(place), { kind: "invalid", field: "segmentKey" });
      await rejected(client.getSegment({ ...place, segmentKey: ".." }), { kind: "invalid" });
    },
  };
}

/** A signal that is given soon; those of `AbortSignal.timeout` do not keep Node.js running. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  return controller.signal;
}

async function until(ask, status) {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await ask();
    if (answer.status === status) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it never became ${status}`);
}
