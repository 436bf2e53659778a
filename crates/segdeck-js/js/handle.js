import { invalid } from "./error.js";
import { member, optionsOf, textOf, toText } from "./guard.js";
import { semanticSettings } from "./patch.js";
import { call, keep, makeDisposable } from "./instance.js";

let numberOf;

/** A segment that is kept in wasm. */
export class SegmentHandle {
  #kept;

  constructor(segment) {
    const text = typeof segment === "string" ? textOf(segment, "segment") : toText(segment, "segment");
    this.#kept = keep("SegmentHandle", "segmentNew", text);
  }

  /** The segment. */
  toJSON() {
    return JSON.parse(call("segmentText", this.#kept.number));
  }

  /** The smallest JSON Patch from this segment to another. */
  jsonPatch(after, options) {
    const wanted = optionsOf(options);
    const settings = {
      guardVersion: member(wanted, "guardVersion"),
      granularity: member(wanted, "granularity"),
    };
    const number = numberOf(after, "after");
    return JSON.parse(
      call("segmentJsonPatch", this.#kept.number, number, toText(settings, "options")),
    );
  }

  /** The difference as batches of instructions, and what these cannot say. */
  semanticPatch(after, options) {
    const settings = toText(semanticSettings(options), "options");
    const number = numberOf(after, "after");
    return JSON.parse(call("segmentSemanticPatch", this.#kept.number, number, settings));
  }

  /** Whether a context is an individual target. */
  hasTarget(key, options) {
    const wanted = optionsOf(options);
    const list = member(wanted, "list") ?? "included";
    const kind = member(wanted, "contextKind") ?? "user";
    return (
      call(
        "segmentHasTarget",
        this.#kept.number,
        textOf(list, "options/list"),
        textOf(kind, "options/contextKind"),
        textOf(key, "key"),
      ) === "true"
    );
  }

  /** What is wrong with the segment, or with it as an edit of another. */
  validate(options) {
    const before = member(optionsOf(options), "before");
    const number = before === undefined ? 0 : numberOf(before, "options/before");
    return JSON.parse(call("segmentProblems", this.#kept.number, number));
  }

  dispose() {
    this.#kept.dispose();
  }

  static {
    numberOf = (handle, argument) => {
      if (typeof handle === "object" && handle !== null && #kept in handle) {
        return handle.#kept.number;
      }
      throw invalid(argument, "must be a SegmentHandle.");
    };
  }
}

makeDisposable(SegmentHandle);
