//! What leads from one document to another, to the letter.

use serde_json::Value;

use super::{
    Granularity,
    json::{Node, Shape, edits},
};
use crate::patch::{JsonPatch, JsonPointer};

/// A small patch that makes any document exactly another one: unlike [`super::json_patch`] it
/// passes nothing over and keeps every order, so that a history can be told by patches.
///
/// ```
/// use segdeck_core::{diff::exact_patch, patch::Dialect};
/// use serde_json::json;
///
/// let before = json!({"version": 1, "included": ["ada", "grace"]});
/// let after = json!({"version": 2, "included": ["grace", "ada"]});
/// let patch = exact_patch(&before, &after);
/// assert_eq!(patch.apply(&before, Dialect::Strict)?, after);
/// # Ok::<(), segdeck_core::patch::PatchError>(())
/// ```
#[must_use]
pub fn exact_patch(before: &Value, after: &Value) -> JsonPatch {
    let root = JsonPointer::root();
    let (before, after) = (Node::Json(before), Node::Json(after));
    let edits = edits(&root, before, after, Shape::Plain, Granularity::Element);
    JsonPatch(edits.into_operations())
}
