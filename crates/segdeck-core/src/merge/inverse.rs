//! Turning back a change.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Choice, Merged, Place, resolve};
use crate::{
    diff::exact_patch,
    model::Segment,
    patch::{Dialect, JsonPatch, PatchError},
};

/// Turns back the change from `before` to `after` on today's version, where it may no longer be
/// the last one: what was changed since stays, and is a conflict where it is about the same thing.
///
/// In the result "theirs" is today's version and "mine" is the way back. Save it with
/// [`crate::diff::json_patch`] from `today` to [`Merged::segment`]; decide conflicts by `choices`,
/// as in [`resolve`]. A rule that is put back has the id that it had.
#[must_use]
pub fn inverse(
    before: &Segment,
    after: &Segment,
    today: &Segment,
    choices: &BTreeMap<Place, Choice>,
) -> Merged {
    resolve(after, today, before, choices)
}

/// The patch that undoes a patch of this document, to the letter.
///
/// ```
/// use segdeck_core::{merge::inverse_patch, patch::{Dialect, JsonPatch}};
/// use serde_json::json;
///
/// let document = json!({"name": "Beta", "tags": ["web"]});
/// let patch = JsonPatch::parse(&json!([
///     { "op": "replace", "path": "/name", "value": "Testers" },
///     { "op": "remove", "path": "/tags/0" },
/// ]))?;
/// let patched = patch.apply(&document, Dialect::Strict)?;
/// let inverse = inverse_patch(&patch, &document, Dialect::Strict)?;
/// assert_eq!(inverse.apply(&patched, Dialect::Strict)?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the patch cannot be applied to the document.
pub fn inverse_patch(
    patch: &JsonPatch,
    document: &Value,
    dialect: Dialect,
) -> Result<JsonPatch, PatchError> {
    let patched = patch.apply(document, dialect)?;
    Ok(exact_patch(&patched, document))
}
