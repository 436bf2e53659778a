//! The smallest JSON Patch from one segment to another.

mod edits;
mod ends;
mod list;
mod node;
mod set;
mod shape;

use serde_json::{Map, Value};

use crate::{
    model::Segment,
    patch::{JsonPatch, JsonPointer, PatchOperation, is_read_only},
};
use edits::Edits;
pub(super) use node::{Fields, Node};
pub(super) use shape::{Shape, edits};

/// How deep a patch reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// The deepest element that changed.
    #[default]
    Element,
    /// Rules are replaced whole; they are still moved, inserted and removed one by one.
    Rule,
    /// Fields of the segment are replaced whole.
    Field,
}

/// How a patch is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// How deep it reaches.
    pub granularity: Granularity,
    /// Whether a `test` of `before`'s version comes first. An empty patch stays empty.
    pub is_guarded: bool,
}

/// The smallest patch that makes `before` say what `after` says. Read-only fields are passed over;
/// the order of targets and tags is disregarded. Empty exactly if [`super::is_same`] holds.
///
/// Rules and clauses are recognized by their ids, and without one by what they say; entries of
/// targets by their context kind. Moving, inserting or removing one element of any array is one
/// operation. Where several operations are together longer, as text, than replacing the array or
/// object that they are about, that one replacement is given instead.
///
/// ```
/// use segdeck_core::{diff::{DiffOptions, json_patch}, model::Segment};
/// use serde_json::json;
///
/// let before = Segment::from_value(&json!({
///     "key": "beta", "name": "Beta", "tags": [], "version": 3, "rules": [], "_links": {},
///     "creationDate": 1_704_302_060_324_i64, "lastModifiedDate": 1_704_302_081_521_i64,
///     "included": ["ada", "grace", "linus"],
/// }))?;
/// let mut after = before.clone();
/// after.included = Some(vec!["linus".to_owned(), "ada".to_owned()]);
/// let patch = json_patch(&before, &after, DiffOptions::default());
/// assert_eq!(patch.to_value(), json!([{ "op": "remove", "path": "/included/1" }]));
/// # Ok::<(), segdeck_core::Invalid>(())
/// ```
#[must_use]
pub fn json_patch(before: &Segment, after: &Segment, options: DiffOptions) -> JsonPatch {
    let (old, new) = (Fields::of_segment(before), Fields::of_segment(after));
    guarded(
        patch(&old, &new, options.granularity),
        before.version,
        options,
    )
}

/// [`json_patch`] of two segments that are at hand as documents, as [`Segment::to_value`] gives
/// them.
#[must_use]
pub fn document_patch(
    before_fields: &Map<String, Value>,
    after_fields: &Map<String, Value>,
    options: DiffOptions,
) -> JsonPatch {
    let (old, new) = (
        Fields::of_json(before_fields),
        Fields::of_json(after_fields),
    );
    let version = before_fields.get("version").and_then(Value::as_i64);
    guarded(
        patch(&old, &new, options.granularity),
        version.unwrap_or_default(),
        options,
    )
}

fn guarded(patch: JsonPatch, version: i64, options: DiffOptions) -> JsonPatch {
    if options.is_guarded && !patch.is_empty() {
        patch.guarded(version)
    } else {
        patch
    }
}

fn patch(before: &Fields, after: &Fields, granularity: Granularity) -> JsonPatch {
    let mut edits = Edits::none();
    let only_after = after.iter().filter(|(name, _)| before.get(name).is_none());
    let names = before.iter().chain(only_after).map(|(name, _)| name);
    for name in names.filter(|name| !is_read_only(name)) {
        let place = JsonPointer::root().with(name);
        let shape = Shape::of_field(name);
        edits.merge(match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) => field_edits(&place, old, new, shape, granularity),
            // No list and an empty list of targets say the same.
            (None, Some(list)) | (Some(list), None)
                if shape.is_optional_list() && list.is_empty_list() =>
            {
                continue;
            }
            (Some(old), None) if shape.is_optional_list() => {
                field_edits(&place, old, Node::Texts(&[]), shape, granularity)
            }
            (None, Some(new)) => Edits::one(PatchOperation::Add {
                path: place,
                value: new.to_value(),
            }),
            (Some(_), None) => Edits::one(PatchOperation::Remove { path: place }),
            (None, None) => continue,
        });
    }
    JsonPatch(edits.into_operations())
}

fn field_edits(
    place: &JsonPointer,
    before: Node,
    after: Node,
    shape: Shape,
    granularity: Granularity,
) -> Edits {
    let edits = shape::edits(place, before, after, shape, granularity);
    if granularity == Granularity::Field && !edits.is_empty() {
        Edits::replacement(place, after)
    } else {
        edits
    }
}
