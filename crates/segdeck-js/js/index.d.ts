/// <reference lib="esnext.disposable" />

// Models -----------------------------------------------------------------------------------------

/** Any value that JSON can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** How a clause compares an attribute with its values. */
export type Operator =
  | "in"
  | "startsWith"
  | "endsWith"
  | "contains"
  | "matches"
  | "lessThan"
  | "lessThanOrEqual"
  | "greaterThan"
  | "greaterThanOrEqual"
  | "before"
  | "after"
  | "semVerEqual"
  | "semVerLessThan"
  | "semVerGreaterThan"
  | "segmentMatch";

/** One of the two lists of individual targets. Included beats excluded, and both beat rules. */
export type TargetType = "included" | "excluded";

/** `Link` in LaunchDarkly's OpenAPI document. */
export interface Link {
  /** Usually relative to the host (`/api/v2/…`), sometimes absolute. */
  href?: string;
  /** The media type behind it. */
  type?: string;
}

/** Links by name. */
export type Links = Record<string, Link>;

/** One page of a collection. */
export interface Page<T> {
  /** What the page holds. */
  items: T[];
  /** `next`, `prev`, `first` and `last` where such a page exists. */
  _links: Links;
  /** How many there are on all pages. */
  totalCount?: number;
}

/** `Clause`: a test of one attribute of one context kind. Its values are alternatives. */
export interface Clause {
  /** Given by the server; a new clause has none. */
  _id?: string;
  /** The kind of context that is looked at. Absent means `user`. */
  contextKind?: string;
  /** The attribute's name, or a path such as `/address/city`. Empty for `segmentMatch`. */
  attribute: string;
  /** How the attribute is compared. */
  op: Operator;
  /** What it is compared with. */
  values: JsonValue[];
  /** Whether the result is turned round. */
  negate: boolean;
}

/** A clause as one writes it: `negate` and `values` can be left out. */
export type NewClause = Omit<Clause, "_id" | "negate" | "values"> &
  Partial<Pick<Clause, "negate" | "values">>;

/** `UserSegmentRule`: whoever meets all clauses is in the segment, or a percentage of them. */
export interface Rule {
  /** Given by the server; a new rule has none. */
  _id?: string;
  /** What the rule is for. */
  description?: string;
  /** The conditions; all must hold. */
  clauses: Clause[];
  /** The share that is let in, in thousandths of a percent (0 to 100,000). Absent means all. */
  weight?: number;
  /** The attribute that decides who is in the share. Absent means `key`. */
  bucketBy?: string;
  /** The kind of context that the share is taken of. Absent means `user`. */
  rolloutContextKind?: string;
}

/** `SegmentTarget`: the keys of one context kind other than `user`. */
export interface SegmentTarget {
  /** The kind. Absent means `user`. */
  contextKind?: string;
  /** The context keys. */
  values: string[];
}

/** The statement of a role that decided. */
export interface AccessReason {
  /** `allow` or `deny`. */
  effect: string;
  resources?: string[];
  notResources?: string[];
  actions?: string[];
  notActions?: string[];
  role_name?: string;
}

/** An action, and why it is allowed or denied. */
export interface AccessAction {
  /** The action, such as `updateRules`. */
  action: string;
  reason: AccessReason;
}

/** `Access`: what the caller may do. */
export interface Access {
  denied: AccessAction[];
  allowed: AccessAction[];
}

/** `FlagListingRep`: a flag that targets the segment. */
export interface FlagListing {
  name: string;
  key: string;
  _links?: Links;
  _site?: Link;
}

/** `SegmentMetadata`: facts about the list of a big segment. */
export interface UnboundedMetadata {
  envId?: string;
  segmentId?: string;
  version?: number;
  includedCount?: number;
  excludedCount?: number;
  /** Milliseconds since 1970. */
  lastModified?: number;
  deleted?: boolean;
}

/**
 * `UserSegment`: a named audience in one environment. Fields that this version does not know are
 * kept in every answer, and sent again, though the type does not name them.
 */
export interface Segment {
  /** The key, unique in the environment; never changes. */
  key: string;
  name: string;
  description?: string;
  /** Their order means nothing. */
  tags: string[];
  /** Milliseconds since 1970. */
  creationDate: number;
  /** Milliseconds since 1970. */
  lastModifiedDate: number;
  /** 1 on creation, one more with each change. */
  version: number;
  /** False in a live segment. */
  deleted: boolean;
  /** How many times a segment of this key has been created. */
  generation: number;
  /** Included keys of kind `user`; absent on some big segments. */
  included?: string[];
  /** Excluded keys of kind `user`; absent on some big segments. */
  excluded?: string[];
  /** Included keys of the other kinds. */
  includedContexts?: SegmentTarget[];
  /** Excluded keys of the other kinds. */
  excludedContexts?: SegmentTarget[];
  /** In the order in which they are tried. */
  rules: Rule[];
  /** Whether this is a big segment. Absent means no. */
  unbounded?: boolean;
  /** The single kind of a big segment. */
  unboundedContextKind?: string;
  _unboundedMetadata?: UnboundedMetadata;
  /** Where a synced segment comes from, such as `amplitude`. */
  _external?: string;
  _externalLink?: string;
  _importInProgress?: boolean;
  /** Flags that target the segment; only in the answer to a request for this one segment. */
  _flags?: FlagListing[];
  _access?: Access;
  _links: Links;
}

/** A segment as functions take it: what the server fills in can be left out. */
export type SegmentInput = Omit<Segment, "tags" | "deleted" | "generation" | "rules" | "_links"> &
  Partial<Pick<Segment, "tags" | "deleted" | "generation" | "rules" | "_links">>;

/** `SegmentBody`: the body that creates a segment. Rules and targets are added by a patch then. */
export interface NewSegment {
  name: string;
  /** Cannot change later. */
  key: string;
  description?: string;
  tags?: string[];
  /** Whether to make a big segment, which cannot change later. */
  unbounded?: boolean;
  /** The single kind of a big segment, `user` by default. */
  unboundedContextKind?: string;
}

/** `ResourceId`: what an expiring target belongs to. */
export interface ResourceId {
  kind?: string;
  projectKey?: string;
  environmentKey?: string;
  key?: string;
}

/** `ExpiringTarget`: a context that leaves a list at a set time. */
export interface ExpiringTarget {
  _id: string;
  /** The version of this expiring target, not of the segment. */
  _version: number;
  /** Milliseconds since 1970. */
  expirationDate: number;
  contextKind: string;
  contextKey: string;
  targetType?: TargetType;
  _resourceId: ResourceId;
}

/** `ExpiringUserTargetItem`: the same for accounts that use users. */
export interface ExpiringUserTarget {
  _id: string;
  _version: number;
  /** Milliseconds since 1970. */
  expirationDate: number;
  userKey: string;
  targetType?: TargetType;
  _resourceId: ResourceId;
}

/** The expiring targets of a segment. */
export interface ExpiringList<T> {
  items: T[];
  _links?: Links;
}

/** `ExpiringTargetError`: why one instruction failed. */
export interface ExpiringTargetError {
  /** Which instruction, counted from 0. */
  instructionIndex: number;
  message: string;
}

/** What a patch of expiring targets did; instructions fail one by one: look at `errors`. */
export interface PatchedExpiringList<T> extends ExpiringList<T> {
  totalInstructions?: number;
  successfulInstructions?: number;
  failedInstructions?: number;
  errors?: ExpiringTargetError[];
}

/** `SegmentUserList`: keys to add to one list of a big segment, and keys to take off it. */
export interface SegmentUserList {
  add?: readonly string[];
  remove?: readonly string[];
}

/** `SegmentUserState`: a change of the two lists of a big segment. */
export interface SegmentUserState {
  included?: SegmentUserList;
  excluded?: SegmentUserList;
}

/** `BigSegmentTarget`: which lists of a big segment have a key. */
export interface BigSegmentTarget {
  /** The key, of whichever kind the segment is. */
  userKey: string;
  included: boolean;
  excluded: boolean;
}

/** What an import does with those who are in the list already. */
export type ImportMode = "merge" | "replace";
/** How far an import has come. */
export type ImportStatus =
  | "preparing"
  | "pending_approval"
  | "ready"
  | "in_progress"
  | "complete"
  | "stopped";
/** How far an export has come. */
export type ExportStatus = "preparing" | "complete";

/** `FileRep`: a file that was sent. */
export interface ImportedFile {
  filename?: string;
  status?: string;
}

/** `Import`: an import into the included list of a big segment. */
export interface Import {
  id: string;
  segmentKey: string;
  /** Milliseconds since 1970. */
  creationTime: number;
  mode: ImportMode;
  status: ImportStatus;
  files?: ImportedFile[];
  _links: Links;
}

/** `InitiatorRep`: who asked for an export. */
export interface Initiator {
  name?: string;
  email?: string;
}

/** `Export`: an export of the included list of a big segment. */
export interface Export {
  id: string;
  segmentKey: string;
  /** Milliseconds since 1970. */
  creationTime: number;
  status: ExportStatus;
  sizeBytes: number;
  /** The same for people, such as `18 B`. */
  size: string;
  initiator: Initiator;
  /** One of them leads to the file. */
  _links: Links;
}

/** One context: its kind, its key and whatever attributes it has. */
export interface SingleContext {
  kind?: string;
  key: string;
  name?: string;
  anonymous?: boolean;
  [attribute: string]: JsonValue | undefined;
}

/** Several contexts at once, by kind. */
export interface MultiContext {
  kind: "multi";
  [contextKind: string]: { key: string; [attribute: string]: JsonValue | undefined } | "multi";
}

/** A context instance, as LaunchDarkly's SDKs write it. */
export type ContextInstance = SingleContext | MultiContext;

/** `ContextInstanceSegmentMembership`: a segment, and whether the context instance is in it. */
export interface SegmentMembership {
  name: string;
  key: string;
  description: string;
  unbounded: boolean;
  /** Where a synced segment comes from; empty for every other. */
  external: string;
  isMember: boolean;
  isIndividuallyTargeted: boolean;
  isRuleTargeted: boolean;
  _links: Links;
}

/** `ContextInstanceSegmentMemberships`: every segment of an environment. */
export interface SegmentMemberships {
  items: SegmentMembership[];
  _links: Links;
}

// Patches ----------------------------------------------------------------------------------------

/** One operation of a JSON Patch. */
export type JsonPatchOperation =
  | { op: "add"; path: string; value: JsonValue }
  | { op: "remove"; path: string }
  | { op: "replace"; path: string; value: JsonValue }
  | { op: "move"; from: string; path: string }
  | { op: "copy"; from: string; path: string }
  | { op: "test"; path: string; value: JsonValue };

/** A JSON Patch, RFC 6902. */
export type JsonPatch = JsonPatchOperation[];

/** A merge patch, RFC 7386: `null` removes, arrays are replaced whole. */
export type MergePatch = { [field: string]: JsonValue };

type Keys = readonly string[];

/** Every instruction for a segment, by its kind. */
export interface SegmentInstructionParameters {
  addTags: { values: Keys };
  removeTags: { values: Keys };
  updateName: { value: string };
  addIncludedTargets: { contextKind?: string; values: Keys };
  addExcludedTargets: { contextKind?: string; values: Keys };
  removeIncludedTargets: { contextKind?: string; values: Keys };
  removeExcludedTargets: { contextKind?: string; values: Keys };
  addIncludedUsers: { values: Keys };
  addExcludedUsers: { values: Keys };
  removeIncludedUsers: { values: Keys };
  removeExcludedUsers: { values: Keys };
  addRule: {
    clauses: readonly NewClause[];
    description?: string;
    weight?: number;
    bucketBy?: string;
    rolloutContextKind?: string;
  };
  removeRule: { ruleId: string };
  addClauses: { ruleId: string; clauses: readonly NewClause[] };
  removeClauses: { ruleId: string; clauseIds: Keys };
  updateClause: { ruleId: string; clauseId: string; clause: NewClause };
  addValuesToClause: { ruleId: string; clauseId: string; values: readonly JsonValue[] };
  removeValuesFromClause: { ruleId: string; clauseId: string; values: readonly JsonValue[] };
  reorderRules: { ruleIds: Keys };
  updateRuleDescription: { ruleId: string; description: string };
  updateRuleRolloutAndContextKind: { ruleId: string; weight: number; contextKind?: string };
  addBigSegmentIncludedTargets: { values: Keys };
  addBigSegmentExcludedTargets: { values: Keys };
  removeBigSegmentIncludedTargets: { values: Keys };
  removeBigSegmentExcludedTargets: { values: Keys };
  processBigSegmentImport: { importId: string };
}

/** Every instruction for expiring targets, by its kind. Times are milliseconds since 1970. */
export interface ExpiringTargetInstructionParameters {
  addExpiringTarget: ExpiringTargetReference & { value: number };
  updateExpiringTarget: ExpiringTargetReference & { value: number; version?: number };
  removeExpiringTarget: ExpiringTargetReference;
}

/** Every instruction for expiring user targets, by its kind. Times are milliseconds since 1970. */
export interface ExpiringUserTargetInstructionParameters {
  addExpireUserTargetDate: ExpiringUserTargetReference & { value: number };
  updateExpireUserTargetDate: ExpiringUserTargetReference & { value: number; version?: number };
  removeExpireUserTargetDate: ExpiringUserTargetReference;
}

/** A target that must already be in the list. */
export interface ExpiringTargetReference {
  targetType: TargetType;
  contextKind: string;
  contextKey: string;
}

/** The same for a user. */
export interface ExpiringUserTargetReference {
  targetType: TargetType;
  userKey: string;
}

type WithKind<Parameters> = {
  [Kind in keyof Parameters]: { kind: Kind } & Parameters[Kind];
}[keyof Parameters];

/** One of the 26 instructions for a segment. */
export type SegmentInstruction = WithKind<SegmentInstructionParameters>;
/** The kind of an instruction for a segment. */
export type SegmentInstructionKind = keyof SegmentInstructionParameters;
/** One of the three instructions for expiring targets. */
export type ExpiringTargetInstruction = WithKind<ExpiringTargetInstructionParameters>;
/** One of the three instructions for expiring user targets. */
export type ExpiringUserTargetInstruction = WithKind<ExpiringUserTargetInstructionParameters>;

/** The body of a semantic patch. */
export interface SemanticPatch<Instruction = SegmentInstruction> {
  environmentKey?: string;
  instructions: Instruction[];
  comment?: string;
}

/** What a builder is made with. */
export interface InstructionsOptions {
  /** The environment, which LaunchDarkly documents as required for segments. */
  environmentKey?: string | undefined;
  /** For the audit log. */
  comment?: string | undefined;
}

interface Builder<Instruction> {
  /** How many instructions there are. */
  readonly length: number;
  /** The body as it is sent; `JSON.stringify` calls it. */
  toJSON(): SemanticPatch<Instruction>;
}

interface BuilderType<Parameters> {
  new (options?: InstructionsOptions): Builder<WithKind<Parameters>> & Steps<Parameters>;
}

type Steps<Parameters> = {
  [Kind in keyof Parameters]: (
    parameters: Parameters[Kind],
  ) => Builder<WithKind<Parameters>> & Steps<Parameters>;
};

/**
 * Instructions for a segment, checked one by one as they are added: what LaunchDarkly would refuse
 * throws, with the `instructionIndex` and the `field`.
 *
 * @example
 * const patch = new SegmentInstructions({ comment: "Beta round two" })
 *   .addIncludedTargets({ contextKind: "user", values: ["ada", "grace"] })
 *   .addRule({
 *     clauses: [{ contextKind: "user", attribute: "email", op: "endsWith", values: ["@acme.test"] }],
 *   });
 * await client.patchSegment({ projectKey, environmentKey, segmentKey, semanticPatch: patch });
 */
export const SegmentInstructions: BuilderType<SegmentInstructionParameters>;
export type SegmentInstructions = InstanceType<typeof SegmentInstructions>;

/** Instructions for expiring targets, checked one by one as they are added. */
export const ExpiringTargetInstructions: BuilderType<ExpiringTargetInstructionParameters>;
export type ExpiringTargetInstructions = InstanceType<typeof ExpiringTargetInstructions>;

/** Instructions for expiring user targets, checked one by one as they are added. */
export const ExpiringUserTargetInstructions: BuilderType<ExpiringUserTargetInstructionParameters>;
export type ExpiringUserTargetInstructions = InstanceType<typeof ExpiringUserTargetInstructions>;

/** How a JSON Patch is made. */
export interface JsonPatchOptions {
  /** Whether a `test` of the version comes first, so that a change by others is not overwritten. */
  guardVersion?: boolean | undefined;
  /** How deep it reaches: the deepest element (the default), whole rules, or whole fields. */
  granularity?: "element" | "rule" | "field" | undefined;
}

/**
 * The smallest JSON Patch that makes `before` say what `after` says. Read-only fields are passed
 * over, and the order of targets and tags is disregarded.
 *
 * @example
 * const after = structuredClone(before);
 * after.name = "Beta testers";
 * jsonPatch(before, after, { guardVersion: true });
 * // [{ op: "test", path: "/version", value: 3 },
 * //  { op: "replace", path: "/name", value: "Beta testers" }]
 */
export function jsonPatch(
  before: SegmentInput,
  after: SegmentInput,
  options?: JsonPatchOptions,
): JsonPatch;

/** How a patch is applied to something else than a segment. */
export interface DialectOptions<Dialect extends string> {
  dialect: Dialect;
}

/**
 * The segment after a JSON Patch, as LaunchDarkly would apply it: read-only fields are refused, and
 * `replace` of an absent member adds it.
 */
export function applyJsonPatch(
  segment: SegmentInput,
  patch: readonly JsonPatchOperation[],
  options?: { dialect?: "segment" | undefined },
): Segment;
/** Any document after a JSON Patch, as RFC 6902 says (`strict`) or as LaunchDarkly does. */
export function applyJsonPatch(
  document: JsonValue,
  patch: readonly JsonPatchOperation[],
  options: DialectOptions<"strict" | "launchdarkly">,
): JsonValue;

/** The smallest merge patch that makes `before` say what `after` says. */
export function mergePatch(before: SegmentInput, after: SegmentInput): MergePatch;

/** The segment after a merge patch; read-only fields are refused. */
export function applyMergePatch(
  segment: SegmentInput,
  patch: MergePatch,
  options?: { dialect?: "segment" | undefined },
): Segment;
/** Any document after a merge patch, as RFC 7386 says. */
export function applyMergePatch(
  document: JsonValue,
  patch: MergePatch,
  options: DialectOptions<"strict">,
): JsonValue;

/** A change as instructions, and what they cannot say. */
export interface SemanticDiff {
  /** Requests, in order, each with at most 1,500 target operations. */
  batches: SemanticPatch[];
  /** What semantic patch cannot say, relative to the segment after the last batch. */
  remainder: JsonPatch;
  /** Why, at least once for each operation of the remainder. */
  unsaid: { operationIndex: number; reason: string }[];
  /** Whether everybody's membership changes at most once from the first request to the last. */
  isSeamless: boolean;
}

/** The change from one segment to another as instructions, where there is one for it. */
export function semanticPatch(
  before: SegmentInput,
  after: SegmentInput,
  options?: InstructionsOptions,
): SemanticDiff;

// Validation -------------------------------------------------------------------------------------

/** Something wrong with a value. */
export interface Problem {
  /** The field, such as `rules/2/clauses/0/values/1`; empty for the value itself. */
  path: string;
  /** An error stops a save; a warning is allowed and probably not meant. */
  severity: "error" | "warning";
  /** What is wrong and what is allowed, as a sentence. */
  message: string;
}

/**
 * What is wrong with a segment; with `before`, as an edit of it: what was wrong already is then
 * only a warning.
 */
export function validateSegment(
  segment: SegmentInput,
  options?: { before?: SegmentInput | undefined },
): Problem[];

/** What is wrong with the body that creates a segment. */
export function validateNewSegment(segment: NewSegment): Problem[];

/** What is wrong with a clause. */
export function validateClause(clause: NewClause): Problem[];

// What is kept in WebAssembly --------------------------------------------------------------------

/**
 * A segment that is kept in WebAssembly, so that repeated work crosses the boundary once. It is let
 * go by itself when nobody has it any more; `dispose` or `using` does so at once.
 *
 * @example
 * const before = new SegmentHandle(await client.getSegment(place));
 * before.hasTarget("ada"); // true
 */
export class SegmentHandle {
  /** Keeps a segment, given as an object or as JSON text. */
  constructor(segment: SegmentInput | string);
  /** The segment. */
  toJSON(): Segment;
  /** As {@link jsonPatch}. */
  jsonPatch(after: SegmentHandle, options?: JsonPatchOptions): JsonPatch;
  /** As {@link semanticPatch}. */
  semanticPatch(after: SegmentHandle, options?: InstructionsOptions): SemanticDiff;
  /** Whether a context is an individual target: of `included` and kind `user` by default. */
  hasTarget(
    key: string,
    options?: { list?: TargetType | undefined; contextKind?: string | undefined },
  ): boolean;
  /** As {@link validateSegment}. */
  validate(options?: { before?: SegmentHandle | undefined }): Problem[];
  dispose(): void;
  [Symbol.dispose](): void;
}

/** How a list of targets is read. Whatever is left out is found out. */
export interface TargetListOptions {
  /** One key a line, or CSV. */
  format?: "auto" | "text" | "csv" | undefined;
  /** What stands between the columns of CSV. */
  delimiter?: "," | ";" | "\t" | "|" | undefined;
  /** Whether the first row names the columns. */
  header?: boolean | undefined;
  /** Which column has the keys: its name, or its place from 0. */
  column?: string | number | undefined;
  /** Whether white space around a key goes; `true` by default. */
  trim?: boolean | undefined;
  /** How many places of each kind the report keeps; 100 by default. */
  places?: number | undefined;
}

/** Where something is in a list. Lines count from 1, indexes from 0. */
export interface TargetListPlace {
  /** The line on which the row begins. */
  line?: number;
  /** The index of the key, if it is in the list. */
  key?: number;
  /** The index of the first key that it equals or looks like. */
  first?: number;
}

/** How often something is, and where at first. */
export interface TargetListFinding {
  count: number;
  places: TargetListPlace[];
}

/** What there is to say about a list. */
export interface TargetListReport {
  /** How many keys the list has. */
  keys: number;
  /** How it was read; `null` for a list that was made from others. */
  source: {
    format: "text" | "csv";
    delimiter: "comma" | "semicolon" | "tab" | "pipe" | null;
    /** The names of the columns, if there was a header. */
    header: string[] | null;
    /** Which column had the keys, from 0. */
    column: number;
    lines: number;
    bytes: number;
  } | null;
  /** Rows without a key. */
  blanks: TargetListFinding;
  /** Keys that were there already; the first stays. */
  duplicates: TargetListFinding;
  /** Keys that are too long; left out. */
  overlong: TargetListFinding;
  /** Keys that are no text; left out. */
  unreadable: TargetListFinding;
  /** Keys in quotes with text behind the closing quote; left out. */
  misquoted: TargetListFinding;
  /** Rows with too few columns to have a key. */
  missing: TargetListFinding;
  /** Keys with control characters. They stay. */
  controls: TargetListFinding;
  /** Keys that an earlier one equals but for letter case. They stay. */
  caseTwins: TargetListFinding;
  /** Keys that an earlier one looks like. They stay. */
  lookAlikes: TargetListFinding;
}

/** What a list is read from piece by piece. */
export type TargetListSource =
  | ReadableStream<Uint8Array>
  | Blob
  | Response
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/**
 * Context keys, each once, in the order in which they first came. They stay in WebAssembly until
 * they are asked for. A list is let go by itself when nobody has it; `dispose` or `using` does so at
 * once.
 *
 * @example
 * const list = await TargetList.read(file); // from <input type="file">
 * list.report().duplicates.count;
 * for (const keys of list.batches()) {
 *   const semanticPatch = new SegmentInstructions().addIncludedTargets({ values: keys });
 *   await client.patchSegment({ projectKey, environmentKey, segmentKey, semanticPatch });
 * }
 */
export class TargetList {
  private constructor();
  /** Reads a list that is in memory. */
  static parse(source: string | ArrayBuffer | ArrayBufferView, options?: TargetListOptions): TargetList;
  /** A list of keys as they are. */
  static from(keys: Iterable<string>, options?: { places?: number | undefined }): TargetList;
  /** Reads a list piece by piece, never more than a piece in memory. */
  static read(
    source: TargetListSource,
    options?: TargetListOptions & { signal?: AbortSignal | undefined },
  ): Promise<TargetList>;
  /** How many keys there are. */
  readonly size: number;
  /** How many bytes of WebAssembly's memory the list takes. */
  readonly memoryBytes: number;
  /** How it was read, what was left out, and which keys deserve a second look. */
  report(): TargetListReport;
  /** Whether a key is in the list, letter by letter. */
  has(key: string): boolean;
  /** The index of a key, or -1. */
  indexOf(key: string): number;
  /** The key at an index; from the end if it is negative. */
  at(index: number): string | undefined;
  /** The keys of a range, as of an array. */
  slice(start?: number, end?: number): string[];
  toArray(): string[];
  [Symbol.iterator](): IterableIterator<string>;
  /** Arrays of at most so many keys: 1,500 by default, what one request may hold. */
  batches(size?: number): IterableIterator<string[]>;
  /** The keys of this list, then those that only the other has. */
  union(other: TargetList): TargetList;
  /** The keys that both have. */
  intersection(other: TargetList): TargetList;
  /** The keys that the other does not have. */
  difference(other: TargetList): TargetList;
  /** The keys that only one of them has. */
  symmetricDifference(other: TargetList): TargetList;
  /** What became of this list. */
  diff(after: TargetList): { added: TargetList; removed: TargetList; unchanged: number };
  /** The list as bytes, piece by piece: CSV by default, which big segments import. */
  toStream(options?: { format?: "text" | "csv" | "json" | undefined }): ReadableStream<Uint8Array>;
  dispose(): void;
  [Symbol.dispose](): void;
}

// The client -------------------------------------------------------------------------------------

/** How a client is made. */
export interface SegmentsClientOptions {
  /** Where the API is; `https://app.launchdarkly.com` by default. */
  baseUrl?: string | URL | undefined;
  /** The access token (`api-…`). Leave it out behind a gateway that adds its own. */
  token?: string | undefined;
  /** What sends requests; `globalThis.fetch` by default. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** When requests are sent again; `false` means never. */
  retry?: RetryOptions | false | undefined;
  /**
   * The version of the API, `20240415` by default. `null` sends none: the version stored on the
   * token applies then, and LaunchDarkly's own hosts allow a browser no other.
   */
  apiVersion?: string | null | undefined;
}

/**
 * When a request is sent again: after 429 always, after 500, 502, 503, 504 and lost connections only
 * what changes nothing. The server's wait is kept to; else the wait doubles from try to try.
 */
export interface RetryOptions {
  /** How often a request is sent at most; 4 by default. */
  tries?: number | undefined;
  /** Milliseconds before the second try; 500 by default. */
  firstWait?: number | undefined;
  /** The longest wait in milliseconds, whatever the server asks for; 30,000 by default. */
  longestWait?: number | undefined;
}

/** What every call takes. */
export interface CallOptions {
  /** Gives the call up. */
  signal?: AbortSignal | undefined;
}

/** An environment of a project. */
export interface EnvironmentOptions extends CallOptions {
  projectKey: string;
  environmentKey: string;
}

/** A segment of an environment. */
export interface SegmentOptions extends EnvironmentOptions {
  segmentKey: string;
}

/** Which segments are listed. */
export interface SegmentFilter {
  /** Comma-separated fields among `creationDate`, `name` and `lastModified`, `-` for descending. */
  sort?: string | undefined;
  /** Such as `tags anyOf ["beta"],query equals "toggle"`. */
  filter?: string | undefined;
}

/** One page of segments. */
export interface ListSegmentsOptions extends EnvironmentOptions, SegmentFilter {
  /** How many a page has at most; 20 by default. */
  limit?: number | undefined;
  /** How many to pass over. */
  offset?: number | undefined;
}

/** All pages of segments. */
export interface WalkOptions extends EnvironmentOptions, SegmentFilter {
  /** How many a page has; 100 by default. */
  pageSize?: number | undefined;
}

/** Exactly one of the three formats. */
export type SegmentChange =
  | { jsonPatch: readonly JsonPatchOperation[]; mergePatch?: never; semanticPatch?: never }
  | { mergePatch: MergePatch; jsonPatch?: never; semanticPatch?: never }
  | {
      semanticPatch: SemanticPatch | SegmentInstructions;
      jsonPatch?: never;
      mergePatch?: never;
    };

/** A change of a segment. */
export type PatchSegmentOptions = SegmentOptions &
  SegmentChange & {
    /** For the audit log. */
    comment?: string | undefined;
    /** Only to ask what the segment would be. */
    dryRun?: boolean | undefined;
  };

/** An import. */
export interface CreateImportOptions extends SegmentOptions {
  /** The keys as CSV, without a header; at most 40 MB. */
  file: string | ArrayBuffer | ArrayBufferView | Blob;
  fileName?: string | undefined;
  mode: ImportMode;
  /** Whether to wait until somebody starts it by `processBigSegmentImport`. */
  waitOnApprovals?: boolean | undefined;
}

/**
 * The 18 operations of the Segments API. Every call returns a promise that rejects with a
 * {@link SegdeckError}.
 *
 * @example
 * const client = new SegmentsClient({ token: process.env.LAUNCHDARKLY_ACCESS_TOKEN });
 * for await (const segment of client.segments({ projectKey: "default", environmentKey: "production" })) {
 *   console.log(segment.key);
 * }
 */
export class SegmentsClient {
  constructor(options?: SegmentsClientOptions);
  /** One page of segments. */
  listSegments(options: ListSegmentsOptions): Promise<Page<Segment>>;
  /** Every segment of an environment; pages are fetched as they are needed. */
  segments(options: WalkOptions): AsyncGenerator<Segment, void, undefined>;
  /** The pages of an environment's segments. */
  segmentPages(options: WalkOptions): AsyncGenerator<Page<Segment>, void, undefined>;
  /** Creates a segment; a taken key is refused with status 409 and code `key_exists`. */
  createSegment(options: EnvironmentOptions & { segment: NewSegment }): Promise<Segment>;
  getSegment(options: SegmentOptions): Promise<Segment>;
  /** Changes a segment, in one of three formats: all of it or nothing. */
  patchSegment(options: PatchSegmentOptions): Promise<Segment>;
  /** Deletes a segment, for good. */
  deleteSegment(options: SegmentOptions): Promise<void>;
  getExpiringTargets(options: SegmentOptions): Promise<ExpiringList<ExpiringTarget>>;
  /** Changes expiring targets. Instructions fail one by one: look at the answer's `errors`. */
  patchExpiringTargets(
    options: SegmentOptions & {
      semanticPatch: SemanticPatch<ExpiringTargetInstruction> | ExpiringTargetInstructions;
      comment?: string | undefined;
    },
  ): Promise<PatchedExpiringList<ExpiringTarget>>;
  getExpiringUserTargets(options: SegmentOptions): Promise<ExpiringList<ExpiringUserTarget>>;
  /** Changes expiring user targets, for accounts that use users. */
  patchExpiringUserTargets(
    options: SegmentOptions & {
      semanticPatch: SemanticPatch<ExpiringUserTargetInstruction> | ExpiringUserTargetInstructions;
      comment?: string | undefined;
    },
  ): Promise<PatchedExpiringList<ExpiringUserTarget>>;
  /** Adds contexts to the lists of a big segment and takes them off: all of it or nothing. */
  updateContextTargets(options: SegmentOptions & { change: SegmentUserState }): Promise<void>;
  /** Which lists of a big segment have a context of its kind. */
  getContextMembership(options: SegmentOptions & { contextKey: string }): Promise<BigSegmentTarget>;
  /** Adds users to the lists of a big segment of users and takes them off. */
  updateUserTargets(options: SegmentOptions & { change: SegmentUserState }): Promise<void>;
  /** Which lists of a big segment of users have a user. */
  getUserMembership(options: SegmentOptions & { userKey: string }): Promise<BigSegmentTarget>;
  /** Starts to export the included list; the export's id, `null` where the answer hides it. */
  createExport(options: SegmentOptions): Promise<string | null>;
  getExport(options: SegmentOptions & { exportId: string }): Promise<Export>;
  /** Starts to import a file; the import's id, `null` where the answer hides it. */
  createImport(options: CreateImportOptions): Promise<string | null>;
  getImport(options: SegmentOptions & { importId: string }): Promise<Import>;
  /** Which segments of an environment a context instance is in. */
  evaluateSegments(
    options: EnvironmentOptions & { context: ContextInstance },
  ): Promise<SegmentMemberships>;
}

// Errors -----------------------------------------------------------------------------------------

/**
 * What went wrong, roughly:
 *
 * - `invalid`: an argument was refused before anything was done; `field` names it.
 * - `patch`: a JSON Patch cannot be applied; `operationIndex` and `field` name the operation.
 * - `api`: the server answered with an error; `status` and, where it tells, `code`.
 * - `transport`: there was no answer, and nothing was changed.
 * - `outcome_unknown`: a change got no answer: it may or may not have been carried out.
 * - `decode`: the server's answer cannot be read; a change was carried out.
 * - `aborted`: the call was given up; `cause` is the signal's reason.
 * - `internal`: see the codes `instance_reset` and `not_ready`.
 */
export type SegdeckErrorKind =
  | "invalid"
  | "patch"
  | "api"
  | "transport"
  | "outcome_unknown"
  | "decode"
  | "aborted"
  | "internal";

/** The one kind of error that this package throws. */
export class SegdeckError extends Error {
  private constructor();
  readonly name: "SegdeckError";
  readonly kind: SegdeckErrorKind;
  /** The status of the server's answer. */
  readonly status?: number;
  /**
   * The server's code, such as `not_found`, or one of ours: `instance_reset` (WebAssembly failed and
   * was started anew: call again, and make handles anew), `not_ready`, `disposed`, `aborted`,
   * `too_deep`, `too_large`, `not_json`, `test_failed`, `read_only` and those of lists.
   */
  readonly code?: string;
  /** The argument or field, as a path such as `rules/2/clauses/0/values`. */
  readonly field?: string;
  /** Which instruction of a semantic patch, counted from 0. */
  readonly instructionIndex?: number;
  /** Which operation of a JSON Patch, counted from 0. */
  readonly operationIndex?: number;
  /** The server's support reference. */
  readonly requestId?: string;
  /** How many milliseconds the server asks to wait. */
  readonly retryAfter?: number;
}
