//! Which segments a context instance is in.

use serde::{Deserialize, Serialize};

use super::{Links, Unknown};
use crate::SegmentKey;

/// `ContextInstanceSegmentMemberships` in LaunchDarkly's OpenAPI document: every segment of an
/// environment, and whether the context instance is in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SegmentMemberships {
    /// The segments, all of them: there are no pages.
    #[serde(default)]
    pub items: Vec<SegmentMembership>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextInstanceSegmentMembership` in LaunchDarkly's OpenAPI document: a segment, and whether
/// the context instance is in it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the fields of the API"
)]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SegmentMembership {
    /// The segment's name.
    #[serde(default)]
    pub name: String,
    /// The segment's key.
    pub key: SegmentKey,
    /// What the segment is for; empty if it does not say.
    #[serde(default)]
    pub description: String,
    /// Whether it is a big segment.
    #[serde(default)]
    pub unbounded: bool,
    /// Where a synced segment comes from; empty for every other.
    #[serde(default)]
    pub external: String,
    /// Whether the context instance is in the segment: included, or matched by a rule.
    #[serde(default)]
    pub is_member: bool,
    /// Whether it is explicitly included.
    #[serde(default)]
    pub is_individually_targeted: bool,
    /// Whether a rule matches it. Means nothing where it is explicitly included.
    #[serde(default)]
    pub is_rule_targeted: bool,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}
