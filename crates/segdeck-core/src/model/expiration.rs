//! Targets that leave their list at a set date, in both families: by context, and by user for
//! accounts that do not use contexts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Links, TargetList, Unknown};
use crate::{ContextKind, UnixMillis};

/// The list that an expiring target leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// Included or excluded.
    List(TargetList),
    /// Something that this version of Segdeck does not know; kept.
    Unknown(String),
}

impl TargetType {
    /// The wire form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::List(list) => list.as_str(),
            Self::Unknown(name) => name,
        }
    }

    /// The list, if it is one that we know.
    #[must_use]
    pub fn list(&self) -> Option<TargetList> {
        match self {
            Self::List(list) => Some(*list),
            Self::Unknown(_) => None,
        }
    }
}

impl From<TargetList> for TargetType {
    fn from(list: TargetList) -> Self {
        Self::List(list)
    }
}

impl Serialize for TargetType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TargetType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(TargetList::from_name(&name).map_or(Self::Unknown(name), Self::List))
    }
}

/// `ResourceId` in LaunchDarkly's OpenAPI document: what an expiring target belongs to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResourceId {
    /// `segment` or `flag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_key: Option<String>,
    /// The environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_key: Option<String>,
    /// The segment or flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ExpiringTarget` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpiringTarget {
    /// The id of this expiring target.
    #[serde(rename = "_id")]
    pub id: String,
    /// The version of this expiring target, not of the segment.
    #[serde(rename = "_version")]
    pub version: i64,
    /// When the context leaves the list.
    pub expiration_date: UnixMillis,
    /// The kind of the context.
    pub context_kind: ContextKind,
    /// The key of the context.
    pub context_key: String,
    /// The list that it leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<TargetType>,
    /// What it belongs to.
    #[serde(default, rename = "_resourceId")]
    pub resource_id: ResourceId,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ExpiringUserTargetItem` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpiringUserTarget {
    /// The id of this expiring target.
    #[serde(rename = "_id")]
    pub id: String,
    /// The version of this expiring target, not of the segment.
    #[serde(rename = "_version")]
    pub version: i64,
    /// When the user leaves the list.
    pub expiration_date: UnixMillis,
    /// The key of the user.
    pub user_key: String,
    /// The list that it leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<TargetType>,
    /// What it belongs to.
    #[serde(default, rename = "_resourceId")]
    pub resource_id: ResourceId,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl From<ExpiringTarget> for ExpiringUserTarget {
    fn from(target: ExpiringTarget) -> Self {
        Self {
            id: target.id,
            version: target.version,
            expiration_date: target.expiration_date,
            user_key: target.context_key,
            target_type: target.target_type,
            resource_id: target.resource_id,
            unknown: target.unknown,
        }
    }
}

impl From<ExpiringUserTarget> for ExpiringTarget {
    fn from(target: ExpiringUserTarget) -> Self {
        Self {
            id: target.id,
            version: target.version,
            expiration_date: target.expiration_date,
            context_kind: ContextKind::user(),
            context_key: target.user_key,
            target_type: target.target_type,
            resource_id: target.resource_id,
            unknown: target.unknown,
        }
    }
}

/// The expiring targets of a segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "ExpiringListOf{T}")
)]
pub struct ExpiringList<T> {
    /// All of them.
    #[serde(default = "Vec::<T>::new")]
    pub items: Vec<T>,
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Links::is_empty")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ExpiringTargetGetResponse` in LaunchDarkly's OpenAPI document.
pub type ExpiringTargets = ExpiringList<ExpiringTarget>;
/// `ExpiringUserTargetGetResponse` in LaunchDarkly's OpenAPI document.
pub type ExpiringUserTargets = ExpiringList<ExpiringUserTarget>;

/// `ExpiringTargetError` in LaunchDarkly's OpenAPI document: why one instruction failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpiringTargetError {
    /// Which instruction, counted from 0.
    pub instruction_index: i64,
    /// Why it failed.
    pub message: String,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What a patch of expiring targets did. The status is 200 even when instructions failed: look at
/// `errors`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "PatchedExpiringListOf{T}")
)]
#[serde(rename_all = "camelCase")]
pub struct PatchedExpiringList<T> {
    /// The expiring targets afterwards.
    #[serde(default = "Vec::<T>::new")]
    pub items: Vec<T>,
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Links::is_empty")]
    pub links: Links,
    /// How many instructions there were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_instructions: Option<u64>,
    /// How many were carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successful_instructions: Option<u64>,
    /// How many failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_instructions: Option<u64>,
    /// Why those failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<ExpiringTargetError>>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ExpiringTargetPatchResponse` in LaunchDarkly's OpenAPI document.
pub type PatchedExpiringTargets = PatchedExpiringList<ExpiringTarget>;
/// `ExpiringUserTargetPatchResponse` in LaunchDarkly's OpenAPI document.
pub type PatchedExpiringUserTargets = PatchedExpiringList<ExpiringUserTarget>;
