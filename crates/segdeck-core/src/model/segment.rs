//! A segment.

use serde::Serialize;
use serde_json::Value;

use super::{Access, Link, Links, Rule, SegmentTarget, Unknown};
use crate::{
    ContextKind, SegmentKey, UnixMillis,
    wire::{self, document_model},
};

/// `UserSegment` in LaunchDarkly's OpenAPI document: a named audience in one environment.
///
/// `==` compares every field and all order; whether two segments say the same is
/// [`crate::diff::is_same`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// The key, unique in the environment; never changes.
    pub key: SegmentKey,
    /// The name.
    pub name: String,
    /// What the segment is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The tags; their order means nothing.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it was created.
    pub creation_date: UnixMillis,
    /// When it was last changed.
    pub last_modified_date: UnixMillis,
    /// 1 on creation, one more with each change.
    pub version: i64,
    /// False in a live segment.
    #[serde(default)]
    pub deleted: bool,
    /// How many times a segment of this key has been created.
    #[serde(default = "first_generation")]
    pub generation: i64,
    /// Included keys of kind `user`; absent on some big segments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<String>>,
    /// Excluded keys of kind `user`; absent on some big segments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Vec<String>>,
    /// Included keys of the other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included_contexts: Option<Vec<SegmentTarget>>,
    /// Excluded keys of the other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded_contexts: Option<Vec<SegmentTarget>>,
    /// The rules, in the order in which they are tried.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Whether this is a big segment. Absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unbounded: Option<bool>,
    /// The single kind of a big segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unbounded_context_kind: Option<ContextKind>,
    /// Facts about the list of a big segment.
    #[serde(
        default,
        rename = "_unboundedMetadata",
        skip_serializing_if = "Option::is_none"
    )]
    pub unbounded_metadata: Option<UnboundedMetadata>,
    /// Where a synced segment comes from, such as `amplitude`.
    #[serde(default, rename = "_external", skip_serializing_if = "Option::is_none")]
    pub external: Option<String>,
    /// The address of a synced segment at its source.
    #[serde(
        default,
        rename = "_externalLink",
        skip_serializing_if = "Option::is_none"
    )]
    pub external_link: Option<String>,
    /// Whether a list is being imported into a big segment.
    #[serde(
        default,
        rename = "_importInProgress",
        skip_serializing_if = "Option::is_none"
    )]
    pub import_in_progress: Option<bool>,
    /// Flags that target the segment; only in the answer to a request for this one segment.
    #[serde(default, rename = "_flags", skip_serializing_if = "Option::is_none")]
    pub flags: Option<Vec<FlagListing>>,
    /// What the caller may do.
    #[serde(default, rename = "_access", skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Segment {
    required key = "key",
    required name = "name",
    optional description = "description",
    optional tags = "tags",
    required creation_date = "creationDate",
    required last_modified_date = "lastModifiedDate",
    required version = "version",
    optional deleted = "deleted",
    with_default generation = "generation" or first_generation(),
    optional included = "included",
    optional excluded = "excluded",
    optional included_contexts = "includedContexts",
    optional excluded_contexts = "excludedContexts",
    optional rules = "rules",
    optional unbounded = "unbounded",
    optional unbounded_context_kind = "unboundedContextKind",
    optional unbounded_metadata = "_unboundedMetadata",
    optional external = "_external",
    optional external_link = "_externalLink",
    optional import_in_progress = "_importInProgress",
    optional flags = "_flags",
    optional access = "_access",
    optional links = "_links",
} rest unknown);

fn first_generation() -> i64 {
    1
}

/// What a segment is made of, as a person calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentKind {
    /// It has rules.
    RuleBased,
    /// It has only individual targets.
    List,
    /// It is a big segment.
    Big,
    /// Another system keeps it.
    Synced,
}

impl SegmentKind {
    /// The kind that follows from these facts; a source beats size, and size beats rules.
    #[must_use]
    pub fn of(is_external: bool, is_unbounded: bool, has_rules: bool) -> Self {
        if is_external {
            Self::Synced
        } else if is_unbounded {
            Self::Big
        } else if has_rules {
            Self::RuleBased
        } else {
            Self::List
        }
    }
}

impl Segment {
    /// Whether this is a big segment.
    #[must_use]
    pub fn is_big(&self) -> bool {
        self.unbounded == Some(true)
    }

    /// What the segment is made of.
    #[must_use]
    pub fn kind(&self) -> SegmentKind {
        SegmentKind::of(
            self.external.is_some(),
            self.is_big(),
            !self.rules.is_empty(),
        )
    }

    /// The segment as a JSON document, as patches see it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        wire::encode_value(self)
    }

    /// Reads a segment from a JSON document.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type.
    pub fn from_value(value: &Value) -> Result<Self, crate::Invalid> {
        wire::read_value(value.clone())
    }
}

/// `SegmentMetadata` in LaunchDarkly's OpenAPI document. Counts are absent where the service does
/// not know them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnboundedMetadata {
    /// The environment's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_id: Option<String>,
    /// The name under which evaluation looks for the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_id: Option<String>,
    /// The version of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// How many are included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included_count: Option<i64>,
    /// How many are excluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded_count: Option<i64>,
    /// When the list was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<UnixMillis>,
    /// Whether it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(UnboundedMetadata {
    optional env_id = "envId",
    optional segment_id = "segmentId",
    optional version = "version",
    optional included_count = "includedCount",
    optional excluded_count = "excludedCount",
    optional last_modified = "lastModified",
    optional deleted = "deleted",
} rest unknown);

/// `FlagListingRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FlagListing {
    /// The flag's name.
    pub name: String,
    /// The flag's key.
    pub key: String,
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The flag's page.
    #[serde(default, rename = "_site", skip_serializing_if = "Option::is_none")]
    pub site: Option<Link>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(FlagListing {
    required name = "name",
    required key = "key",
    optional links = "_links",
    optional site = "_site",
} rest unknown);
