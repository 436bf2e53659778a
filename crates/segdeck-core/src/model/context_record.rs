//! Contexts that were seen, their kinds and attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Access, Links, Unknown};
use crate::{ContextKind, EnvironmentKey, UnixMillis};

/// `ContextKindsCollectionRep` in LaunchDarkly's OpenAPI document: the kinds of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ContextKinds {
    /// All of them.
    #[serde(default)]
    pub items: Vec<ContextKindDetails>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextKindRep` in LaunchDarkly's OpenAPI document: a kind of contexts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContextKindDetails {
    /// The kind.
    pub key: ContextKind,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// 1 on creation, one more with each change.
    #[serde(default)]
    pub version: i64,
    /// When it was made or first seen.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// When it was changed last.
    #[serde(default)]
    pub last_modified: UnixMillis,
    /// When a context of this kind was last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<UnixMillis>,
    /// `default`, `auto-add` for what was seen, or `manual`.
    #[serde(default)]
    pub created_from: String,
    /// The same as `archived`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hide_in_targeting: Option<bool>,
    /// Whether it is out of use, so that nobody can be targeted by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Where it was seen, in answers that were asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_observations: Option<Vec<ContextKindObservation>>,
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextKindEnvironmentObservation` in LaunchDarkly's OpenAPI document: where a kind was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContextKindObservation {
    /// The environment.
    pub environment_key: EnvironmentKey,
    /// When a context of the kind was last seen there.
    pub last_seen: UnixMillis,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextAttributeNamesCollection` and `ContextAttributeValuesCollection` in LaunchDarkly's
/// OpenAPI document: what was found, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "{T}ByKind")
)]
pub struct ByKind<T> {
    /// One for each kind.
    #[serde(default = "Vec::<T>::new")]
    pub items: Vec<T>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextAttributeNames` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AttributeNames {
    /// The kind.
    pub kind: ContextKind,
    /// The names that its contexts have, the most frequent first.
    #[serde(default)]
    pub names: Vec<AttributeName>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextAttributeName` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AttributeName {
    /// The name, or a reference such as `/address/city`.
    pub name: String,
    /// About how many contexts have it.
    #[serde(default)]
    pub weight: i64,
    /// Whether some of its values are private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<bool>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextAttributeValues` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AttributeValues {
    /// The kind.
    pub kind: ContextKind,
    /// The values that the attribute has, the most frequent first.
    #[serde(default)]
    pub values: Vec<AttributeValue>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextAttributeValue` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AttributeValue {
    /// The value, which the API calls its name.
    #[serde(rename = "name")]
    pub value: Value,
    /// About how many contexts have it.
    #[serde(default)]
    pub weight: i64,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `Contexts` in LaunchDarkly's OpenAPI document: one page of contexts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContextPage {
    /// The contexts.
    #[serde(default)]
    pub items: Vec<ContextRecord>,
    /// About how many match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_count: Option<u64>,
    /// The id of the environment.
    #[serde(default, rename = "_environmentId")]
    pub environment_id: String,
    /// What to send for the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// `next`, where such a page exists.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ContextRecord` in LaunchDarkly's OpenAPI document: a context that was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContextRecord {
    /// The context with its kind and attributes.
    pub context: Value,
    /// When it was last seen, as RFC 3339 says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<String>,
    /// The application that asked about it, where it was got by kind and key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// Deprecated; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associated_contexts: Option<i64>,
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What the caller may do.
    #[serde(default, rename = "_access", skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}
