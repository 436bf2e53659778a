//! What the caller may do with a resource.

use serde::Serialize;

use super::Unknown;
use crate::wire::document_model;

/// `Access` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Access {
    /// Actions that are denied.
    #[serde(default)]
    pub denied: Vec<DeniedAction>,
    /// Actions that are allowed.
    #[serde(default)]
    pub allowed: Vec<AllowedAction>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Access {
    optional denied = "denied",
    optional allowed = "allowed",
} rest unknown);

/// `AccessDenied` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeniedAction {
    /// The action, such as `updateRules`.
    pub action: String,
    /// Why.
    #[serde(default)]
    pub reason: AccessReason,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(DeniedAction {
    required action = "action",
    optional reason = "reason",
} rest unknown);

/// `AccessAllowedRep` in LaunchDarkly's OpenAPI document.
pub type AllowedAction = DeniedAction;

/// The statement of a role that decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccessReason {
    /// `allow` or `deny`.
    #[serde(default)]
    pub effect: String,
    /// Resources that the statement is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<String>>,
    /// Resources that it is not about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_resources: Option<Vec<String>>,
    /// Actions that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
    /// Actions that it is not about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_actions: Option<Vec<String>>,
    /// The role that it stands in.
    #[serde(default, rename = "role_name", skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(AccessReason {
    optional effect = "effect",
    optional resources = "resources",
    optional not_resources = "notResources",
    optional actions = "actions",
    optional not_actions = "notActions",
    optional role_name = "role_name",
} rest unknown);
