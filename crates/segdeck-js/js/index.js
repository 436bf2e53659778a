// What the package offers. The build joins the modules below into one file, in this order.
export { SegdeckError } from "./error.js";
export { applyJsonPatch, applyMergePatch, jsonPatch, mergePatch, semanticPatch } from "./patch.js";
export { validateClause, validateNewSegment, validateSegment } from "./validate.js";
export {
  ExpiringTargetInstructions,
  ExpiringUserTargetInstructions,
  SegmentInstructions,
} from "./builders.js";
export { SegmentHandle } from "./handle.js";
export { TargetList } from "./targets.js";
export { SegmentsClient } from "./client.js";
