import { member, optionsOf, toText } from "./guard.js";
import { call } from "./instance.js";

/** What is wrong with a segment, or with an edit of one. */
export function validateSegment(segment, options) {
  const before = member(optionsOf(options), "before");
  return JSON.parse(
    call(
      "validateSegment",
      toText(segment, "segment"),
      before === undefined ? "" : toText(before, "before"),
    ),
  );
}

/** What is wrong with the body that creates a segment. */
export function validateNewSegment(segment) {
  return JSON.parse(call("validateNewSegment", toText(segment, "segment")));
}

/** What is wrong with a clause. */
export function validateClause(clause) {
  return JSON.parse(call("validateClause", toText(clause, "clause")));
}
