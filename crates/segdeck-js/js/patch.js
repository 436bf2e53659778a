import { SegdeckError } from "./error.js";
import { isRecord, member, optionsOf, textOf, toText } from "./guard.js";
import { call } from "./instance.js";

/** The smallest JSON Patch from one segment to another. */
export function jsonPatch(before, after, options) {
  const wanted = optionsOf(options);
  return shortcut(before, after, wanted) ?? JSON.parse(askForPatch(before, after, wanted, []));
}

function askForPatch(before, after, wanted, leftOut) {
  const settings = {
    guardVersion: member(wanted, "guardVersion"),
    granularity: member(wanted, "granularity"),
    leftOut,
  };
  return call(
    "jsonPatch",
    toText(before, "before"),
    toText(after, "after"),
    toText(settings, "options"),
  );
}

// Fewer equal elements are sent faster than left out.
const WORTHWHILE = 32;

/**
 * The same patch with less to carry: what long arrays have in common at their start and end stays
 * here. `undefined` where that is no gain, or where the patch is about such an array as a whole.
 */
function shortcut(before, after, wanted) {
  try {
    const parts = leaveOut(before, after);
    if (parts.leftOut.length === 0) return undefined;
    const text = askForPatch(parts.before, parts.after, wanted, parts.leftOut);
    const patch = JSON.parse(text);
    const places = parts.leftOut.map(({ at }) => `/${at.join("/")}/`);
    const showsStandIns = ({ op, path }) =>
      op === "replace" && places.some((place) => place.startsWith(`${path}/`));
    return patch.some(showsStandIns) ? undefined : patch;
  } catch (error) {
    // A refusal names places as they are here, so the whole is asked for again. The new instance
    // after a trap is not asked for the same once more.
    if (error instanceof SegdeckError && error.kind === "internal") throw error;
    return undefined;
  }
}

function leaveOut(before, after) {
  const leftOut = [];
  if (!isRecord(before) || !isRecord(after) || before.toJSON || after.toJSON) return { leftOut };
  const parts = { before: { ...before }, after: { ...after }, leftOut };
  for (const name of ["included", "excluded"]) {
    trim(parts.before, parts.after, name, [name], isSameText, leftOut);
  }
  for (const name of ["includedContexts", "excludedContexts"]) {
    trimEntries(parts.before, parts.after, name, leftOut);
  }
  trim(parts.before, parts.after, "rules", ["rules"], isSameRule, leftOut);
  return parts;
}

function trim(before, after, name, at, isSame, leftOut) {
  const old = before[name];
  const now = after[name];
  if (!Array.isArray(old) || !Array.isArray(now)) return;
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && isSame(old[start], now[start])) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    isSame(old[old.length - 1 - end], now[now.length - 1 - end])
  ) {
    end += 1;
  }
  if (start + end < WORTHWHILE) return;
  before[name] = old.slice(start, old.length - end);
  after[name] = now.slice(start, now.length - end);
  leftOut.push({ at, start, end });
}

/** Entries of targets, where both segments have the same kinds in the same order, each once. */
function trimEntries(before, after, name, leftOut) {
  const old = before[name];
  const now = after[name];
  if (!Array.isArray(old) || !Array.isArray(now) || old.length !== now.length) return;
  if (![...old, ...now].every((entry) => isRecord(entry) && !entry.toJSON)) return;
  const kinds = old.map((entry) => entry.contextKind);
  if (new Set(kinds).size !== kinds.length) return;
  if (!now.every((entry, index) => entry.contextKind === kinds[index])) return;
  before[name] = old.map((entry) => ({ ...entry }));
  after[name] = now.map((entry) => ({ ...entry }));
  for (const index of kinds.keys()) {
    const at = [name, index, "values"];
    trim(before[name][index], after[name][index], "values", at, isSameText, leftOut);
  }
}

function isSameText(left, right) {
  return left === right && typeof left === "string";
}

/** Whether two rules are equal, and such as wasm would take: what is left out is not read there. */
function isSameRule(left, right) {
  return (
    isSame(left, right, 0) &&
    isRecord(left) &&
    isTextOrNone(left._id) &&
    isTextOrNone(left.description) &&
    isTextOrNone(left.bucketBy) &&
    isTextOrNone(left.rolloutContextKind) &&
    (left.weight === undefined || Number.isSafeInteger(left.weight)) &&
    Array.isArray(left.clauses) &&
    left.clauses.every(isClause)
  );
}

function isClause(clause) {
  return (
    isRecord(clause) &&
    isTextOrNone(clause._id) &&
    isTextOrNone(clause.contextKind) &&
    typeof clause.attribute === "string" &&
    typeof clause.op === "string" &&
    Array.isArray(clause.values) &&
    typeof clause.negate === "boolean"
  );
}

function isTextOrNone(value) {
  return value === undefined || typeof value === "string";
}

/** Whether two JSON values are equal. Anything else is not, nor what is nested unusually deep. */
function isSame(left, right, depth) {
  switch (typeof left) {
    case "string":
    case "boolean":
      return left === right;
    case "number":
      return left === right && Number.isFinite(left);
    case "object":
      break;
    default:
      return false;
  }
  if (left === null || right === null) return left === right;
  if (typeof right !== "object" || depth > 16) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index += 1) {
      if (!isSame(left[index], right[index], depth + 1)) return false;
    }
    return true;
  }
  if (!isRecord(left) || !isRecord(right) || left.toJSON || right.toJSON) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name], depth + 1));
}

/** What a JSON Patch makes of a segment, or of any document in another dialect. */
export function applyJsonPatch(document, patch, options) {
  const dialect = dialectOf(options);
  return JSON.parse(
    call("applyJsonPatch", toText(document, "document"), toText(patch, "patch"), dialect),
  );
}

/** The smallest merge patch from one segment to another. */
export function mergePatch(before, after) {
  return JSON.parse(call("mergePatch", toText(before, "before"), toText(after, "after")));
}

/** What a merge patch makes of a segment, or of any document in another dialect. */
export function applyMergePatch(document, patch, options) {
  const dialect = dialectOf(options);
  return JSON.parse(
    call("applyMergePatch", toText(document, "document"), toText(patch, "patch"), dialect),
  );
}

function dialectOf(options) {
  return textOf(member(optionsOf(options), "dialect") ?? "segment", "options/dialect");
}

/** The difference of two segments as batches of instructions, and what these cannot say. */
export function semanticPatch(before, after, options) {
  return JSON.parse(
    call(
      "semanticPatch",
      toText(before, "before"),
      toText(after, "after"),
      toText(semanticSettings(options), "options"),
    ),
  );
}

export function semanticSettings(options) {
  const given = optionsOf(options);
  return { environmentKey: member(given, "environmentKey"), comment: member(given, "comment") };
}
