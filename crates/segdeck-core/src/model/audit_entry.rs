//! The audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Links, Unknown};
use crate::{
    Invalid, UnixMillis,
    wire::{Document, Reading, document_model},
};

/// `AuditLogEntryListingRep` and `AuditLogEntryRep` in LaunchDarkly's OpenAPI document: one change.
///
/// What was before and after comes only when one entry is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Links: `self`, `parent`, and where the resource is (`canonical`, `site`).
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// The entry's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// The account.
    #[serde(default, rename = "_accountId")]
    pub account_id: String,
    /// When it happened.
    pub date: UnixMillis,
    /// What was done to which resources.
    #[serde(default)]
    pub accesses: Vec<ResourceAccess>,
    /// What was changed: `segment`, `environment`, `project`, `flag`.
    #[serde(default)]
    pub kind: String,
    /// What that was called.
    #[serde(default)]
    pub name: String,
    /// The details, in Markdown; may be empty.
    #[serde(default)]
    pub description: String,
    /// The details in one line; may be empty.
    #[serde(default)]
    pub short_description: String,
    /// Why, in the words of whoever did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whoever did it, whether member, token or application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<AuditSubject>,
    /// The member who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<AuditMember>,
    /// The token that was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<AuditToken>,
    /// What was done, in words: `updated the rules of the segment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_verb: Option<String>,
    /// Who did what to which resource, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<AuditTarget>,
    /// What the resource belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AuditParent>,
    /// The JSON Patch of the request, if it was one. Only of one entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<Value>,
    /// The resource before. Only of one entry, and absent for what was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_version: Option<Value>,
    /// The resource after. Only of one entry, and absent for what was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<Value>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ResourceAccess` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ResourceAccess {
    /// The action as policies name it: `updateRules`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource specifier: `proj/default:env/test:segment/beta`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `SubjectDataRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditSubject {
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `MemberDataRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditMember {
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The member's id.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `TokenSummary` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditToken {
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The token's id.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The token's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The last characters of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// Whether it is a service token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_token: Option<bool>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `TargetResourceRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditTarget {
    /// Links: `canonical` to the API, `site` to the page.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What it was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The resource specifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<String>>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ParentResourceRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditParent {
    /// Links.
    #[serde(default, rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The resource specifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `AuditLogEntryListingRepCollection` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// The entries, the newest first.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Vec<crate::openapi::AuditListing>")
    )]
    pub items: Vec<AuditEntry>,
    /// `self`, and `next` where there are older ones.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `StatementPost` in LaunchDarkly's OpenAPI document: which resources and actions are meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PolicyStatement {
    /// `allow` or `deny`.
    pub effect: Effect,
    /// Resource specifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Everything but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_resources: Vec<String>,
    /// Actions; `*` for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// Everything but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_actions: Vec<String>,
}

document_model!(PolicyStatement {
    required effect = "effect",
    optional resources = "resources",
    optional not_resources = "notResources",
    optional actions = "actions",
    optional not_actions = "notActions",
});

/// What a statement does with what it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Picks it.
    #[default]
    Allow,
    /// Leaves it out, whatever else picks it.
    Deny,
}

impl Document for Effect {
    fn read(document: Value, reading: &mut Reading) -> Self {
        match String::read(document, reading).as_str() {
            "allow" => Self::Allow,
            "deny" => Self::Deny,
            other => {
                let reason = format!("Expected \"allow\" or \"deny\", not {other:?}.");
                reading.refuse(Invalid::new("", reason));
                Self::default()
            }
        }
    }
}
