//! The smallest JSON Patch from one segment to another.

mod edits;
mod list;
mod set;
mod shape;

use serde_json::{Map, Value};

use crate::{
    model::Segment,
    patch::{JsonPatch, JsonPointer, PatchOperation, is_read_only},
};
use edits::Edits;
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
    match (before.to_value(), after.to_value()) {
        (Value::Object(before), Value::Object(after)) => document_patch(&before, &after, options),
        _ => JsonPatch::default(),
    }
}

/// [`json_patch`] of two segments that are at hand as documents, as [`Segment::to_value`] gives
/// them.
#[must_use]
pub fn document_patch(
    before_fields: &Map<String, Value>,
    after_fields: &Map<String, Value>,
    options: DiffOptions,
) -> JsonPatch {
    let mut edits = Edits::none();
    let names = before_fields.keys().chain(
        after_fields
            .keys()
            .filter(|name| !before_fields.contains_key(*name)),
    );
    for name in names.filter(|name| !is_read_only(name)) {
        let place = JsonPointer::root().with(name.as_str());
        let shape = Shape::of_field(name);
        let old = before_fields.get(name);
        let new = after_fields.get(name);
        edits.merge(match (old, new) {
            (Some(old), Some(new)) => field_edits(&place, old, new, shape, options.granularity),
            // No list and an empty list of targets say the same.
            (None, Some(new)) if shape.is_optional_list() && is_empty_list(new) => continue,
            (Some(old), None) if shape.is_optional_list() => {
                let empty = Value::Array(Vec::new());
                field_edits(&place, old, &empty, shape, options.granularity)
            }
            (None, Some(new)) => Edits::one(PatchOperation::Add {
                path: place,
                value: new.clone(),
            }),
            (Some(_), None) => Edits::one(PatchOperation::Remove { path: place }),
            (None, None) => continue,
        });
    }
    let patch = JsonPatch(edits.into_operations());
    if options.is_guarded && !patch.is_empty() {
        let version = before_fields.get("version").and_then(Value::as_i64);
        patch.guarded(version.unwrap_or_default())
    } else {
        patch
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn field_edits(
    place: &JsonPointer,
    before: &Value,
    after: &Value,
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
