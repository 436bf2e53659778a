//! Where a segment lives, and who asks.

use serde::{Deserialize, Serialize};

use super::{Links, Unknown};
use crate::{EnvironmentKey, ProjectKey};

/// `ProjectRep` in LaunchDarkly's OpenAPI document, as far as a switcher needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The id.
    #[serde(default, rename = "_id")]
    pub id: String,
    /// The key.
    pub key: ProjectKey,
    /// The name.
    pub name: String,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether new flags are visible to mobile SDKs by default.
    #[serde(default)]
    pub include_in_snippet_by_default: bool,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
}

/// `Environment` in LaunchDarkly's OpenAPI document, without its secrets: the SDK key and the
/// mobile key that the service sends are dropped on reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(transform = crate::openapi::add_what_is_dropped))]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// The id.
    #[serde(default, rename = "_id")]
    pub id: String,
    /// The key.
    pub key: EnvironmentKey,
    /// The name.
    pub name: String,
    /// Six hexadecimal digits, without `#`.
    #[serde(default)]
    pub color: String,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether every change needs a comment.
    #[serde(default)]
    pub require_comments: bool,
    /// Whether every change needs a confirmation.
    #[serde(default)]
    pub confirm_changes: bool,
    /// Whether the environment is marked critical.
    #[serde(default)]
    pub critical: bool,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
}

/// `CallerIdentityRep` in LaunchDarkly's OpenAPI document: who the token is. Every field is
/// optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallerIdentity {
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The member whom the token belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<String>,
    /// The token's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_id: Option<String>,
    /// The token's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_name: Option<String>,
    /// `auth` for an access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_kind: Option<String>,
    /// `token` for an access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_kind: Option<String>,
    /// Whether it is a service token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_token: Option<bool>,
    /// What the token may be used for, such as the name of its role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}
