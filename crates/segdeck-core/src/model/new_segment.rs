//! The body that creates a segment.

use serde::Serialize;

use crate::{ContextKind, SegmentKey, wire::document_model};

/// `SegmentBody` in LaunchDarkly's OpenAPI document. Rules and targets cannot be given here: the
/// service ignores them without an error, so create first and patch then.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewSegment {
    /// The name, not empty.
    pub name: String,
    /// The key, which cannot change later.
    pub key: SegmentKey,
    /// What the segment is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Tags; none by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether to make a big segment, which cannot change later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unbounded: bool,
    /// The single kind of a big segment, `user` by default; cannot change later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unbounded_context_kind: Option<ContextKind>,
}

document_model!(NewSegment {
    required name = "name",
    required key = "key",
    optional description = "description",
    optional tags = "tags",
    optional unbounded = "unbounded",
    optional unbounded_context_kind = "unboundedContextKind",
});
