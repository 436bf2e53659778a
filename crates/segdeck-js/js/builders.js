import { invalid, SegdeckError } from "./error.js";
import { looking, member, optionsOf, toText } from "./guard.js";
import { call } from "./instance.js";

const ADD = Symbol("add");

/** Instructions of one family, each checked when it is added. */
class Instructions {
  #family;
  #head;
  #tail;
  /** Each as JSON, so that nobody can change what was checked. */
  #texts = [];
  #targetOperations = 0;

  constructor(family, options) {
    const given = optionsOf(options);
    this.#family = family;
    this.#head = text(given, "environmentKey");
    this.#tail = text(given, "comment");
  }

  /** How many instructions there are. */
  get length() {
    return this.#texts.length;
  }

  [ADD](kind, parameters) {
    const given = optionsOf(parameters, kind);
    let answer;
    try {
      const whole = looking(kind, () => ({ ...given, kind }));
      const instruction = toText(whole, kind);
      answer = call("instruction", this.#family, instruction, this.#targetOperations);
    } catch (error) {
      if (!(error instanceof SegdeckError) || error.kind !== "invalid") throw error;
      throw at(error, this.#texts.length);
    }
    const [count, instruction] = JSON.parse(answer);
    this.#targetOperations = count;
    this.#texts.push(JSON.stringify(instruction));
    return this;
  }

  /** The body as it is sent. */
  toJSON() {
    const body = {};
    if (this.#head !== undefined) body.environmentKey = this.#head;
    body.instructions = this.#texts.map((instruction) => JSON.parse(instruction));
    if (this.#tail !== undefined) body.comment = this.#tail;
    return body;
  }
}

function text(given, name) {
  const value = member(given, name);
  if (value !== undefined && typeof value !== "string") {
    throw invalid(`options/${name}`, "must be a string.");
  }
  return value;
}

/** The same refusal, seen from the patch. */
function at(error, index) {
  return new SegdeckError({
    kind: error.kind,
    message: `instructions/${index}: ${error.message}`,
    code: error.code,
    field: error.field === undefined ? `instructions/${index}` : `instructions/${index}/${error.field}`,
    instructionIndex: index,
    cause: error,
  });
}

function withKinds(type, kinds) {
  for (const kind of kinds) {
    const value = function (parameters) {
      return this[ADD](kind, parameters);
    };
    Object.defineProperty(value, "name", { value: kind });
    Object.defineProperty(type.prototype, kind, { value, configurable: true, writable: true });
  }
}

/** Instructions for a segment. */
export class SegmentInstructions extends Instructions {
  constructor(options) {
    super("segment", options);
  }
}

withKinds(SegmentInstructions, [
  "addTags",
  "removeTags",
  "updateName",
  "addIncludedTargets",
  "addExcludedTargets",
  "removeIncludedTargets",
  "removeExcludedTargets",
  "addIncludedUsers",
  "addExcludedUsers",
  "removeIncludedUsers",
  "removeExcludedUsers",
  "addRule",
  "removeRule",
  "addClauses",
  "removeClauses",
  "updateClause",
  "addValuesToClause",
  "removeValuesFromClause",
  "reorderRules",
  "updateRuleDescription",
  "updateRuleRolloutAndContextKind",
  "addBigSegmentIncludedTargets",
  "addBigSegmentExcludedTargets",
  "removeBigSegmentIncludedTargets",
  "removeBigSegmentExcludedTargets",
  "processBigSegmentImport",
]);

/** Instructions for expiring targets. */
export class ExpiringTargetInstructions extends Instructions {
  constructor(options) {
    super("expiring", options);
  }
}

withKinds(ExpiringTargetInstructions, [
  "addExpiringTarget",
  "updateExpiringTarget",
  "removeExpiringTarget",
]);

/** Instructions for expiring user targets. */
export class ExpiringUserTargetInstructions extends Instructions {
  constructor(options) {
    super("expiringUser", options);
  }
}

withKinds(ExpiringUserTargetInstructions, [
  "addExpireUserTargetDate",
  "updateExpireUserTargetDate",
  "removeExpireUserTargetDate",
]);
