//! The smallest JSON Patch from one segment to another.

use crate::{model::Segment, patch::JsonPatch};

/// How deep a patch reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// The deepest element that changed.
    #[default]
    Element,
    /// Rules are replaced whole.
    Rule,
    /// Fields of the segment are replaced whole.
    Field,
}

/// How a patch is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// How deep it reaches.
    pub granularity: Granularity,
    /// Whether a `test` of `before`'s version comes first.
    pub is_guarded: bool,
}

/// The smallest patch that makes `before` say what `after` says. Read-only fields are passed over;
/// the order of targets and tags is disregarded. Empty if the two say the same.
#[must_use]
pub fn json_patch(_before: &Segment, _after: &Segment, _options: DiffOptions) -> JsonPatch {
    todo!()
}
