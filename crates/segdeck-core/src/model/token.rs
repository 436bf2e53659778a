//! Access tokens, and what the API tells of itself.

use serde::{Deserialize, Serialize};

use super::{Links, Unknown};
use crate::UnixMillis;

/// `Token` in LaunchDarkly's OpenAPI document: an access token without its secret.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// The id.
    #[serde(rename = "_id")]
    pub id: String,
    /// The owner of the account.
    #[serde(default)]
    pub owner_id: String,
    /// The member who made the token.
    #[serde(default)]
    pub member_id: String,
    /// The same, with the name.
    #[serde(default, rename = "_member", skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// When it was last changed.
    #[serde(default)]
    pub last_modified: UnixMillis,
    /// Roles that the account made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_role_ids: Option<Vec<String>>,
    /// The name of its role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The last four characters of the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Whether it is a service token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_token: Option<bool>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// The API version of requests that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_api_version: Option<i64>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<UnixMillis>,
    /// When it stops to work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<UnixMillis>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `MemberSummary` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// The id.
    #[serde(rename = "_id")]
    pub id: String,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The name of the role.
    #[serde(default)]
    pub role: String,
    /// The address.
    #[serde(default)]
    pub email: String,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `VersionsRep` in LaunchDarkly's OpenAPI document: versions of the API, as dates such as
/// 20240415.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// All that can be asked for, in ascending order.
    pub valid_versions: Vec<i64>,
    /// The newest.
    pub latest_version: i64,
    /// The one that answers.
    pub current_version: i64,
    /// Whether that is a beta version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<bool>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `RootResponse` in LaunchDarkly's OpenAPI document: where everything begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Root {
    /// The kinds of resource.
    #[serde(default)]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}
