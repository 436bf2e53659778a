// Every function that needs no server.
import { equal, ok, refused } from "./check.mjs";
import { large, largeEdited, rule, segment } from "./segments.mjs";

export const tests = {
  "a JSON Patch is minimal and can be guarded"({ jsonPatch, applyJsonPatch }) {
    const before = segment();
    const after = segment({ name: "New", included: ["linus", "ada"], version: 9 });
    equal(jsonPatch(before, after), [
      { op: "remove", path: "/included/1" },
      { op: "replace", path: "/name", value: "New" },
    ]);
    const guarded = jsonPatch(before, after, { guardVersion: true });
    equal(guarded[0], { op: "test", path: "/version", value: 3 });
    equal(applyJsonPatch(before, guarded).included, ["ada", "linus"]);
    equal(jsonPatch(before, before, { guardVersion: true }), []);
  },

  "a small edit of a large segment is a small patch"({ jsonPatch, applyJsonPatch, SegmentHandle }) {
    const [before, after] = [large(), largeEdited()];
    const patch = jsonPatch(before, after);
    equal(patch, [
      { op: "remove", path: "/included/7000" },
      { op: "replace", path: "/name", value: "Renamed" },
      { op: "add", path: "/rules/100/clauses/0/values/-", value: "@new.example" },
      { op: "remove", path: "/rules/250" },
    ]);
    equal(jsonPatch(applyJsonPatch(before, patch), after), []);
    equal(new SegmentHandle(before).jsonPatch(new SegmentHandle(after)), patch);
  },

  "what is left out on the way changes no patch"({ jsonPatch, SegmentHandle }) {
    // The handle compares the whole; the function leaves out what is equal at the ends.
    const keys = (count, prefix = "k") => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    const edits = [
      (s) => s.included.reverse(),
      (s) => s.included.push("k5", "k5"),
      (s) => s.included.splice(3, 30, "k90", "k91"),
      (s) => (s.included = keys(200, "other")),
      (s) => (s.included = []),
      (s) => delete s.included,
      (s) => s.excluded.splice(20, 60),
      (s) => (s.includedContexts[0].values = keys(100, "org").slice(1)),
      (s) => s.includedContexts[1].values.splice(10, 80),
      (s) => s.includedContexts.reverse(),
      (s) => s.includedContexts.splice(0, 1),
      (s) => s.rules.splice(40, 1),
      (s) => s.rules.splice(40, 0, { clauses: [] }),
      (s) => s.rules.push(...s.rules.splice(40, 2)),
      (s) => (s.rules[40].description = "Changed"),
      (s) => (s.rules[40].weight = 1000),
      (s) => s.rules[40].clauses[0].values.push(1, null, { a: [1.5] }),
      (s) => (s.rules = s.rules.slice(0, 2)),
    ];
    for (const edit of edits) {
      for (const granularity of ["element", "rule", "field"]) {
        const make = () =>
          segment({
            included: keys(100),
            excluded: keys(100, "x"),
            includedContexts: [
              { contextKind: "org", values: keys(100, "org") },
              { contextKind: "device", values: keys(100, "device") },
            ],
            rules: Array.from({ length: 80 }, (_, index) => rule(index)),
          });
        const [before, after] = [make(), make()];
        edit(after);
        const options = { granularity, guardVersion: true };
        const whole = new SegmentHandle(before).jsonPatch(new SegmentHandle(after), options);
        equal(jsonPatch(before, after, options), whole, String(edit));
      }
    }
  },

  "a JSON Patch is applied in three dialects"({ applyJsonPatch }) {
    const replace = [{ op: "replace", path: "/description", value: "x" }];
    equal(applyJsonPatch(segment(), replace).description, "x");
    equal(applyJsonPatch({ a: 1 }, [{ op: "remove", path: "/a" }], { dialect: "strict" }), {});
    refused(() => applyJsonPatch({}, replace, { dialect: "strict" }), {
      kind: "patch",
      operationIndex: 0,
      field: "/description",
    });
    equal(applyJsonPatch({}, replace, { dialect: "launchdarkly" }), { description: "x" });
    refused(() => applyJsonPatch(segment(), [{ op: "remove", path: "/key" }]), {
      kind: "patch",
      code: "read_only",
    });
    refused(() => applyJsonPatch(segment(), [{ op: "test", path: "/version", value: 4 }]), {
      kind: "patch",
      code: "test_failed",
    });
    refused(() => applyJsonPatch({}, [], { dialect: "loose" }), { kind: "invalid" });
  },

  "a merge patch is made and applied"({ mergePatch, applyMergePatch }) {
    const [before, after] = [segment({ description: "old" }), segment({ included: ["ada"] })];
    const patch = mergePatch(before, after);
    equal(patch, { description: null, included: ["ada"] });
    const result = applyMergePatch(before, patch);
    equal([result.description, result.included], [undefined, ["ada"]]);
    equal(applyMergePatch({ a: 1, b: [1] }, { a: null }, { dialect: "strict" }), { b: [1] });
    refused(() => applyMergePatch(before, { version: 4 }), { kind: "invalid", field: "version" });
  },

  "a semantic patch has batches and a remainder"({ semanticPatch, SegmentHandle }) {
    const keys = Array.from({ length: 3_200 }, (_, index) => `k${index}`);
    const after = segment({ description: "Told", included: ["ada", "grace", "linus", ...keys] });
    const options = { environmentKey: "production", comment: "More" };
    const diff = semanticPatch(segment(), after, options);
    equal(diff.batches.length, 3);
    for (const batch of diff.batches) {
      equal([batch.environmentKey, batch.comment], ["production", "More"]);
      const count = batch.instructions.reduce((sum, { values }) => sum + values.length, 0);
      ok(count <= 1_500, `${count} operations`);
    }
    equal(diff.remainder, [{ op: "add", path: "/description", value: "Told" }]);
    equal(diff.unsaid[0].operationIndex, 0);
    const handles = [new SegmentHandle(segment()), new SegmentHandle(after)];
    equal(handles[0].semanticPatch(handles[1], options), diff);
  },

  "instructions are checked as they are added"({ SegmentInstructions }) {
    const clause = { contextKind: "user", attribute: "plan", op: "in", values: ["pro"] };
    const patch = new SegmentInstructions({ comment: "c", environmentKey: "e" })
      .addTags({ values: ["x"] })
      .addIncludedTargets({ contextKind: "org", values: ["acme"] })
      .addRule({ clauses: [clause], weight: 50_000 });
    equal(patch.length, 3);
    equal(JSON.parse(JSON.stringify(patch)), {
      environmentKey: "e",
      instructions: [
        { kind: "addTags", values: ["x"] },
        { kind: "addIncludedTargets", contextKind: "org", values: ["acme"] },
        { kind: "addRule", clauses: [{ ...clause, negate: false }], weight: 50_000 },
      ],
      comment: "c",
    });
    refused(() => patch.updateName({ value: "" }), {
      kind: "invalid",
      instructionIndex: 3,
      field: "instructions/3/value",
    });
    equal(patch.length, 3, "a refused instruction is not added");
    const keys = (count, from = 0) => Array.from({ length: count }, (_, i) => `k${from + i}`);
    const full = new SegmentInstructions().addIncludedUsers({ values: keys(1_500) });
    refused(() => full.removeExcludedUsers({ values: ["a"] }), { instructionIndex: 1 });
    refused(() => new SegmentInstructions().addIncludedUsers({ values: keys(1_501) }), {});
    full.addBigSegmentIncludedTargets({ values: keys(3_000) });
  },

  "every kind of instruction can be built"({
    SegmentInstructions,
    ExpiringTargetInstructions,
    ExpiringUserTargetInstructions,
  }) {
    const clause = { contextKind: "user", attribute: "plan", op: "in", values: ["a"], negate: false };
    const [ruleId, clauseId, values] = ["r", "c", ["a"]];
    const segmentKinds = {
      addTags: { values },
      removeTags: { values },
      updateName: { value: "n" },
      addRule: { clauses: [clause] },
      removeRule: { ruleId },
      addClauses: { ruleId, clauses: [clause] },
      removeClauses: { ruleId, clauseIds: ["c"] },
      updateClause: { ruleId, clauseId, clause },
      addValuesToClause: { ruleId, clauseId, values: [1, "x", true] },
      removeValuesFromClause: { ruleId, clauseId, values: [1] },
      reorderRules: { ruleIds: ["r"] },
      updateRuleDescription: { ruleId, description: "d" },
      updateRuleRolloutAndContextKind: { ruleId, weight: 1, contextKind: "user" },
      processBigSegmentImport: { importId: "i" },
    };
    for (const side of ["Included", "Excluded"]) {
      for (const act of ["add", "remove"]) {
        segmentKinds[`${act}${side}Targets`] = { contextKind: "org", values };
        segmentKinds[`${act}${side}Users`] = { values };
        segmentKinds[`${act}BigSegment${side}Targets`] = { values };
      }
    }
    equal(Object.keys(segmentKinds).length, 26);
    const target = { targetType: "included", contextKind: "user", contextKey: "k" };
    const user = { targetType: "excluded", userKey: "k" };
    for (const [type, kinds] of [
      [SegmentInstructions, segmentKinds],
      [
        ExpiringTargetInstructions,
        {
          addExpiringTarget: { ...target, value: 1 },
          updateExpiringTarget: { ...target, value: 1, version: 2 },
          removeExpiringTarget: target,
        },
      ],
      [
        ExpiringUserTargetInstructions,
        {
          addExpireUserTargetDate: { ...user, value: 1 },
          updateExpireUserTargetDate: { ...user, value: 1 },
          removeExpireUserTargetDate: user,
        },
      ],
    ]) {
      for (const [kind, parameters] of Object.entries(kinds)) {
        const { instructions } = new type()[kind](parameters).toJSON();
        equal(instructions, [{ kind, ...parameters }], kind);
      }
    }
    refused(() => new ExpiringTargetInstructions().addExpiringTarget({ ...target, contextKey: "" , value: 1 }), {
      instructionIndex: 0,
    });
  },

  "problems are told by field and severity"({
    validateSegment,
    validateNewSegment,
    validateClause,
    SegmentHandle,
  }) {
    equal(validateSegment(segment()), []);
    const bad = segment({ name: "" });
    const [problem] = validateSegment(bad);
    equal([problem.path, problem.severity], ["name", "error"]);
    equal(validateSegment(bad, { before: bad })[0].severity, "warning");
    equal(new SegmentHandle(bad).validate(), [problem]);
    equal(
      new SegmentHandle(bad).validate({ before: new SegmentHandle(bad) })[0].severity,
      "warning",
    );
    equal(validateNewSegment({ key: "ok", name: "Ok" }), []);
    equal(validateNewSegment({ key: "-", name: "Ok" })[0].path, "key");
    equal(validateClause({ attribute: "a", op: "matches", values: ["("] })[0].path, "values/0");
  },

  "a handle knows its targets and can be let go"({ SegmentHandle }) {
    const handle = new SegmentHandle(segment({ excluded: ["eve"] }));
    ok(handle.hasTarget("ada"), "ada");
    ok(!handle.hasTarget("eve") && handle.hasTarget("eve", { list: "excluded" }), "eve");
    ok(handle.hasTarget("acme", { contextKind: "org" }) && !handle.hasTarget("acme"), "acme");
    equal(handle.toJSON(), segment({ excluded: ["eve"] }));
    equal(new SegmentHandle(JSON.stringify(segment())).toJSON(), segment());
    handle.dispose();
    handle.dispose();
    refused(() => handle.toJSON(), { code: "disposed" });
    refused(() => new SegmentHandle(segment()).jsonPatch(segment()), { field: "after" });
    if (typeof Symbol.dispose !== "symbol") return;
    const used = new SegmentHandle(segment());
    used[Symbol.dispose]();
    refused(() => used.toJSON(), { code: "disposed" });
  },

  async "a list of targets is read, judged and compared"({ TargetList }) {
    const text = "\ufeffuser_key,plan\r\nada,pro\r\n\"gra\"\"ce\",free\r\n ada ,x\r\n,y\r\nADA,z\r\n";
    const list = TargetList.parse(text);
    equal(list.toArray(), ["ada", 'gra"ce', "ADA"]);
    const report = list.report();
    equal([report.source.format, report.source.header], ["csv", ["user_key", "plan"]]);
    equal(report.duplicates, { count: 1, places: [{ line: 4, first: 0 }] });
    equal([report.blanks.count, report.caseTwins.count], [1, 1]);
    equal(TargetList.parse(text, { column: "plan" }).toArray(), ["pro", "free", "x", "y", "z"]);
    equal(TargetList.parse("a\nb", { format: "text" }).size, 2);
    equal(TargetList.parse(new TextEncoder().encode("a\rb\u2028c")).toArray(), ["a", "b", "c"]);
    const strange = ["a,b", 'c"d', " e ", "f\ng", "h"];
    equal(TargetList.from(strange).toArray(), strange);
    const stream = new Blob([text]).stream();
    equal((await TargetList.read(stream)).toArray(), list.toArray());
    equal((await TargetList.read(new Blob([text]))).toArray(), list.toArray());
    equal((await TargetList.read(new File([text], "keys.csv"))).toArray(), list.toArray());
    equal((await TargetList.read(new Response(text))).toArray(), list.toArray());
    equal((await TargetList.read(["a\n", "b\n"])).toArray(), ["a", "b"]);
    const [left, right] = [TargetList.from(["a", "b", "c"]), TargetList.from(["b", "c", "d"])];
    equal(left.union(right).toArray(), ["a", "b", "c", "d"]);
    equal(left.intersection(right).toArray(), ["b", "c"]);
    equal(left.difference(right).toArray(), ["a"]);
    equal(left.symmetricDifference(right).toArray(), ["a", "d"]);
    const { added, removed, unchanged } = left.diff(right);
    equal([added.toArray(), removed.toArray(), unchanged], [["d"], ["a"], 2]);
    ok(left.has("a") && !left.has("A") && left.indexOf("c") === 2 && left.indexOf("x") === -1, "has");
    equal([left.at(0), left.at(-1), left.at(3)], ["a", "c", undefined]);
    equal([left.slice(1), left.slice(-2, -1), [...left]], [["b", "c"], ["b"], ["a", "b", "c"]]);
    equal([...left.batches(2)], [["a", "b"], ["c"]]);
    equal([...TargetList.from([]).batches()], []);
    ok(left.memoryBytes > 0, "memory");
    const csv = '"a,b"\n"c""d"\n" e "\n"f\ng"\nh\n';
    equal(await new Response(TargetList.from(strange).toStream()).text(), csv);
    equal(await new Response(left.toStream({ format: "json" })).json(), ["a", "b", "c"]);
    equal(await new Response(left.toStream({ format: "text" })).text(), "a\nb\nc\n");
    left.dispose();
    refused(() => left.size && left.toArray(), { code: "disposed" });
  },

  "a list that cannot be read says why"({ TargetList }) {
    refused(() => TargetList.parse('a,b\n"c,d\n', { format: "csv" }), { code: "unclosed_quote" });
    refused(() => TargetList.parse("key\na\n", { column: "nobody" }), { code: "no_such_column" });
    refused(() => TargetList.parse("a", { format: "xml" }), { kind: "invalid" });
    refused(() => TargetList.parse("a", { delimiter: "#" }), { kind: "invalid" });
    refused(() => new TargetList(), { kind: "invalid" });
  },

  "keys that pollute prototypes are data"({ applyJsonPatch, jsonPatch, SegmentHandle }) {
    const document = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"x": 1}}');
    const patch = JSON.parse('[{"op": "add", "path": "/__proto__/more", "value": 2}]');
    const result = applyJsonPatch(document, patch, { dialect: "strict" });
    ok(Object.hasOwn(result, "__proto__"), "an own member");
    equal(result["__proto__"], { polluted: 1, more: 2 });
    equal([{}.polluted, {}.more], [undefined, undefined]);
    const after = { ...segment(), ...JSON.parse('{"__proto__": {"a": 1}, "toString": "x"}') };
    Object.defineProperty(after, "__proto__", { value: { a: 1 }, enumerable: true });
    const made = jsonPatch(segment(), after);
    // What starts with _ is read-only in a segment, so it is kept and never patched.
    equal(made.map(({ path }) => path), ["/toString"]);
    equal(Object.hasOwn(new SegmentHandle(after).toJSON(), "__proto__"), true);
  },
};
