import { invalid, SegdeckError } from "./error.js";

// A segment nests about eight levels; LaunchDarkly's service refuses far less than these limits.
const DEPTH_LIMIT = 100;
const VALUE_LIMIT = 4_000_000;
const TEXT_LIMIT = 64 * 1024 * 1024;

/**
 * The JSON text of an argument. What JSON cannot say, or only by leaving something out without a
 * word, is refused and named; depth and size are looked at before anything is converted.
 */
export function toText(value, argument) {
  let text;
  try {
    const visitor = { left: VALUE_LIMIT };
    const flaw = visit(value, 0, visitor);
    if (flaw !== undefined) throw refusal(flaw, argument);
    text = JSON.stringify(value);
  } catch (error) {
    if (error instanceof SegdeckError) throw error;
    // A getter, a proxy or `toJSON` threw, or nests so deep that the stack ended.
    throw invalid(argument, `cannot be read as JSON (${describe(error)}).`, "not_json", error);
  }
  if (typeof text !== "string") throw invalid(argument, "must be a JSON value.", "not_json");
  return withinLimit(text, argument);
}

export function withinLimit(text, argument) {
  if (text.length > TEXT_LIMIT) {
    throw invalid(argument, `is more than ${TEXT_LIMIT} characters of JSON.`, "too_large");
  }
  return text;
}

/** What is wrong and where, innermost step first; `undefined` if nothing is. */
function visit(value, depth, visitor) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : flawed(`is ${value}, which JSON cannot say.`);
    case "object":
      break;
    case "undefined":
      return flawed("is undefined.");
    default:
      return flawed(`is a ${typeof value}, which JSON cannot say.`);
  }
  if (value === null || typeof value.toJSON === "function") return undefined;
  if (depth === DEPTH_LIMIT) {
    const message = `is nested more than ${DEPTH_LIMIT} levels deep, or contains itself.`;
    return { steps: [], message, code: "too_deep" };
  }
  if (Array.isArray(value)) {
    const { length } = value;
    if (!take(visitor, length)) return tooMany();
    for (let index = 0; index < length; index += 1) {
      const element = value[index];
      if (typeof element === "string") continue;
      const flaw = visit(element, depth + 1, visitor);
      if (flaw !== undefined) return inside(flaw, index);
    }
    return undefined;
  }
  if (!isRecord(value)) return flawed(`is ${tag(value)}, not a plain object.`);
  const names = Object.keys(value);
  if (!take(visitor, names.length)) return tooMany();
  for (const name of names) {
    const member = value[name];
    if (typeof member === "string" || member === undefined) continue;
    const flaw = visit(member, depth + 1, visitor);
    if (flaw !== undefined) return inside(flaw, name);
  }
  return undefined;
}

function take(visitor, count) {
  visitor.left -= count;
  return visitor.left >= 0;
}

/** Whether JSON shows the object by its members: not so a `Map`, a `Date` or a `RegExp`. */
export function isRecord(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || tag(value) === "[object Object]";
}

function tag(value) {
  return Object.prototype.toString.call(value);
}

function flawed(message) {
  return { steps: [], message, code: "not_json" };
}

function tooMany() {
  return { steps: [], message: `has more than ${VALUE_LIMIT} values.`, code: "too_large" };
}

function inside(flaw, step) {
  flaw.steps.push(step);
  return flaw;
}

function refusal({ steps, message, code }, argument) {
  // The whole path of what is nested too deep would say little in a thousand characters.
  const shown = steps.length > 20 ? steps.slice(-20) : steps;
  return invalid([argument, ...shown.reverse()].join("/"), message, code);
}

/** A short text for anything that was thrown. */
export function describe(error) {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something that cannot be shown was thrown";
  }
}

/** An options object; `undefined` counts as an empty one. */
export function optionsOf(value, argument = "options") {
  if (value === undefined) return {};
  if (!looking(argument, () => isRecord(value))) throw invalid(argument, "must be an object.", "not_json");
  return value;
}

/** A member of an object that the caller made, whose getter may throw. */
export function member(object, name, argument = "options") {
  return looking(`${argument}/${name}`, () => object[name]);
}

/** A text argument. */
export function textOf(value, argument) {
  if (typeof value !== "string") throw invalid(argument, "must be a string.");
  return withinLimit(value, argument);
}

/** Looks at what the caller made, which may be a proxy that throws. */
export function looking(argument, look) {
  try {
    return look();
  } catch (error) {
    if (error instanceof SegdeckError) throw error;
    throw invalid(argument, `cannot be read (${describe(error)}).`, "not_json", error);
  }
}

/**
 * The bytes of a buffer or a view; `undefined` for anything else. Always a plain view of our own: one
 * that the caller made may lie about its length, and wasm would be written to where it should not.
 */
export function viewOf(source) {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  return source instanceof ArrayBuffer ? new Uint8Array(source) : undefined;
}
