// What compiles and what must not.
import { expectTypeOf } from "expect-type";
import {
  type Clause,
  type ContextInstance,
  type JsonPatch,
  type JsonPatchOperation,
  type JsonValue,
  type MergePatch,
  type NewSegment,
  type Operator,
  type Page,
  type Problem,
  type SegdeckErrorKind,
  type Segment,
  type SegmentInstruction,
  type SegmentInstructionKind,
  type SemanticDiff,
  type SemanticPatch,
  type TargetListReport,
  type TargetType,
  ExpiringTargetInstructions,
  SegdeckError,
  SegmentHandle,
  SegmentInstructions,
  SegmentsClient,
  TargetList,
  applyJsonPatch,
  applyMergePatch,
  jsonPatch,
  mergePatch,
  semanticPatch,
  validateClause,
  validateSegment,
} from "segdeck";
import { init } from "segdeck/manual";

declare const segment: Segment;
declare const client: SegmentsClient;
const place = { projectKey: "p", environmentKey: "e", segmentKey: "s" };

// Patches
expectTypeOf(jsonPatch(segment, segment, { guardVersion: true })).toEqualTypeOf<JsonPatch>();
expectTypeOf(applyJsonPatch(segment, [])).toEqualTypeOf<Segment>();
expectTypeOf(applyJsonPatch({ a: 1 }, [], { dialect: "strict" })).toEqualTypeOf<JsonValue>();
expectTypeOf(mergePatch(segment, segment)).toEqualTypeOf<MergePatch>();
expectTypeOf(applyMergePatch(segment, { name: null })).toEqualTypeOf<Segment>();
expectTypeOf(semanticPatch(segment, segment)).toEqualTypeOf<SemanticDiff>();
jsonPatch({ key: "k", name: "n", version: 1, creationDate: 1, lastModifiedDate: 1 }, segment);
// @ts-expect-error a segment has a version
jsonPatch({ key: "k", name: "n", creationDate: 1, lastModifiedDate: 1 }, segment);
// @ts-expect-error there is no such granularity
jsonPatch(segment, segment, { granularity: "clause" });
// @ts-expect-error text is no segment
jsonPatch("{}", segment);
// @ts-expect-error an operation has a path
applyJsonPatch(segment, [{ op: "remove" }]);
// @ts-expect-error there is no such operation
applyJsonPatch(segment, [{ op: "swap", path: "/a" }]);
// @ts-expect-error a document needs a dialect
applyJsonPatch({ a: 1 }, []);
expectTypeOf<JsonPatchOperation["op"]>().toEqualTypeOf<
  "add" | "remove" | "replace" | "move" | "copy" | "test"
>();

// Kinds are literal.
expectTypeOf<TargetType>().toEqualTypeOf<"included" | "excluded">();
expectTypeOf<Operator>().extract<"semVerLessThan">().toEqualTypeOf<"semVerLessThan">();
// @ts-expect-error operators are case-sensitive
const operator: Operator = "semverLessThan";
// @ts-expect-error a clause has an operator
const clause: Clause = { attribute: "a", values: [], negate: false };
// @ts-expect-error functions are no JSON
const value: JsonValue = () => 1;
expectTypeOf<SegmentInstructionKind>().toEqualTypeOf<SegmentInstruction["kind"]>();
expectTypeOf<SegdeckErrorKind>().not.toBeAny();

// Builders
const built = new SegmentInstructions({ comment: "c" })
  .addTags({ values: ["a"] })
  .addIncludedTargets({ contextKind: "org", values: ["b"] as const })
  .updateRuleRolloutAndContextKind({ ruleId: "r", weight: 1 });
expectTypeOf(built.toJSON()).toEqualTypeOf<SemanticPatch>();
expectTypeOf(built.length).toEqualTypeOf<number>();
// @ts-expect-error values are missing
built.addTags({});
// @ts-expect-error values are text
built.addTags({ values: [1] });
// @ts-expect-error there is no such instruction
built.addTag({ values: ["a"] });
// @ts-expect-error this instruction belongs to another family
built.addExpiringTarget({ targetType: "included", contextKind: "user", contextKey: "a", value: 1 });
new ExpiringTargetInstructions().removeExpiringTarget({
  // @ts-expect-error there are two lists
  targetType: "include",
  contextKind: "user",
  contextKey: "a",
});

// Validation
expectTypeOf(validateSegment(segment, { before: segment })).toEqualTypeOf<Problem[]>();
expectTypeOf(validateClause({ attribute: "a", op: "in" })[0]?.severity).toEqualTypeOf<
  "error" | "warning" | undefined
>();

// What is kept
const handle = new SegmentHandle(segment);
expectTypeOf(handle.toJSON()).toEqualTypeOf<Segment>();
expectTypeOf(handle.hasTarget("a", { list: "excluded" })).toEqualTypeOf<boolean>();
// @ts-expect-error handles are compared with handles
handle.jsonPatch(segment);
const list = TargetList.parse("a");
expectTypeOf(list.report()).toEqualTypeOf<TargetListReport>();
expectTypeOf(TargetList.read(new Blob([]))).toEqualTypeOf<Promise<TargetList>>();
expectTypeOf(list.diff(list).added).toEqualTypeOf<TargetList>();
// @ts-expect-error lists are made by parse, from and read
new TargetList();
// @ts-expect-error the size cannot be set
list.size = 1;

// The client
expectTypeOf(client.getSegment(place)).toEqualTypeOf<Promise<Segment>>();
expectTypeOf(client.listSegments(place)).toEqualTypeOf<Promise<Page<Segment>>>();
expectTypeOf(client.deleteSegment(place)).toEqualTypeOf<Promise<void>>();
expectTypeOf(client.createImport({ ...place, file: "a", mode: "merge" })).toEqualTypeOf<
  Promise<string | null>
>();
client.patchSegment({ ...place, jsonPatch: [], dryRun: true, signal: AbortSignal.timeout(1) });
client.patchSegment({ ...place, semanticPatch: built });
client.patchSegment({ ...place, semanticPatch: { instructions: [{ kind: "updateName", value: "n" }] } });
// @ts-expect-error there is one patch at a time
client.patchSegment({ ...place, jsonPatch: [], mergePatch: {} });
// @ts-expect-error there is no patch
client.patchSegment(place);
// @ts-expect-error the environment is missing
client.getSegment({ projectKey: "p", segmentKey: "s" });
// @ts-expect-error there are two modes
client.createImport({ ...place, file: "a", mode: "append" });
const context: ContextInstance = { kind: "multi", user: { key: "a", plan: "pro" }, org: { key: "b" } };
client.evaluateSegments({ ...place, context });
const created: NewSegment = { key: "k", name: "n" };
// @ts-expect-error rules are added by a patch
const withRules: NewSegment = { key: "k", name: "n", rules: [] };
new SegmentsClient({ token: "api-1", retry: { tries: 2 }, apiVersion: null });
new SegmentsClient({ retry: false });
// @ts-expect-error a token is text
new SegmentsClient({ token: 1 });

async function walk(): Promise<void> {
  for await (const each of client.segments({ projectKey: "p", environmentKey: "e" })) {
    expectTypeOf(each).toEqualTypeOf<Segment>();
  }
}

// Errors
try {
  await walk();
} catch (error) {
  if (error instanceof SegdeckError) {
    expectTypeOf(error.status).toEqualTypeOf<number | undefined>();
    expectTypeOf(error.kind).toEqualTypeOf<SegdeckErrorKind>();
    // @ts-expect-error an error is read-only
    error.kind = "api";
  }
}
expectTypeOf(init(new URL("https://x.example"))).toEqualTypeOf<Promise<void>>();
// @ts-expect-error a number is no source
init(1);

export { clause, created, operator, value, withRules };
