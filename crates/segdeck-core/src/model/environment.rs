//! Environments.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Access, ApprovalSettings, Links, ResourceApprovalSettings, Unknown};
use crate::{
    EnvironmentKey,
    wire::{Document, Reading, document_model},
};

/// `Environment` in LaunchDarkly's OpenAPI document, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the service's own switches, one by one"
)]
pub struct Environment {
    /// The id, by which SDKs in browsers connect.
    #[serde(default, rename = "_id")]
    pub id: String,
    /// The key, unique in the project and never changed.
    pub key: EnvironmentKey,
    /// The name.
    pub name: String,
    /// By which SDKs on servers connect.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub api_key: Withheld,
    /// By which SDKs of mobile apps connect.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub mobile_key: Withheld,
    /// Six hexadecimal digits, without `#`.
    #[serde(default)]
    pub color: String,
    /// For how many minutes PHP SDKs keep flags; 0 to 60.
    #[serde(default)]
    pub default_ttl: i64,
    /// Whether browsers must prove for which context they ask.
    #[serde(default)]
    pub secure_mode: bool,
    /// Whether new flags send details of every evaluation.
    #[serde(default)]
    pub default_track_events: bool,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether a change in a user interface needs a comment.
    #[serde(default)]
    pub require_comments: bool,
    /// Whether a change in a user interface needs a confirmation.
    #[serde(default)]
    pub confirm_changes: bool,
    /// Whether the environment is marked critical.
    #[serde(default)]
    pub critical: bool,
    /// When changes of flags need an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_settings: Option<ApprovalSettings>,
    /// When changes of other resources need an approval, by their kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_approval_settings: Option<ResourceApprovalSettings>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// What the caller may do.
    #[serde(default, rename = "_access", skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Environment {
    optional id = "_id",
    required key = "key",
    required name = "name",
    optional api_key = "apiKey",
    optional mobile_key = "mobileKey",
    optional color = "color",
    optional default_ttl = "defaultTtl",
    optional secure_mode = "secureMode",
    optional default_track_events = "defaultTrackEvents",
    optional tags = "tags",
    optional require_comments = "requireComments",
    optional confirm_changes = "confirmChanges",
    optional critical = "critical",
    optional approval_settings = "approvalSettings",
    optional resource_approval_settings = "resourceApprovalSettings",
    optional links = "_links",
    optional access = "_access",
} rest unknown);

/// A secret that an answer has and nobody here needs: dropped on reading, written as empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld;

impl Document for Withheld {
    fn read(_: Value, _: &mut Reading) -> Self {
        Self
    }
}

impl Serialize for Withheld {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

/// `EnvironmentPost` in LaunchDarkly's OpenAPI document: the body that creates an environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewEnvironment {
    /// The name, not empty.
    pub name: String,
    /// The key, which cannot change later.
    pub key: EnvironmentKey,
    /// Six hexadecimal digits, without `#`.
    pub color: String,
    /// For how many minutes PHP SDKs keep flags: 0, the default, to 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_ttl: Option<i64>,
    /// Whether browsers must prove for which context they ask; no by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secure_mode: Option<bool>,
    /// Whether new flags send details of every evaluation; no by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_track_events: Option<bool>,
    /// Whether a change in a user interface needs a confirmation; no by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_changes: Option<bool>,
    /// Whether a change in a user interface needs a comment; no by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_comments: Option<bool>,
    /// Tags; none by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// An environment of the project that the new one is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceEnvironment>,
    /// Whether the environment is critical; no by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical: Option<bool>,
}

document_model!(NewEnvironment {
    required name = "name",
    required key = "key",
    required color = "color",
    optional default_ttl = "defaultTtl",
    optional secure_mode = "secureMode",
    optional default_track_events = "defaultTrackEvents",
    optional confirm_changes = "confirmChanges",
    optional require_comments = "requireComments",
    optional tags = "tags",
    optional source = "source",
    optional critical = "critical",
});

/// `SourceEnv` in LaunchDarkly's OpenAPI document: what a new environment is a copy of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SourceEnvironment {
    /// The key of an environment of the same project.
    pub key: EnvironmentKey,
    /// The version that it must have, so that nobody changes it meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

document_model!(SourceEnvironment {
    required key = "key",
    optional version = "version",
});

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire;

    #[test]
    fn secrets_are_dropped_and_the_rest_is_kept() {
        let environment: Environment = wire::decode_value(&json!({
            "_id": "1", "key": "e", "name": "E", "apiKey": "sdk-1", "mobileKey": ["mob-1"],
            "color": "00ff00", "defaultTtl": 5, "secureMode": true, "defaultTrackEvents": true,
            "tags": ["a"], "requireComments": true, "confirmChanges": true, "critical": true,
            "_links": {}, "ofTomorrow": {"x": 1}
        }))
        .unwrap();
        let text = wire::encode_text(&environment);
        assert!(!text.contains("sdk-1") && !text.contains("mob-1"), "{text}");
        assert!(!format!("{environment:?}").contains("sdk-1"));
        let value = wire::encode_value(&environment);
        assert_eq!(value["apiKey"], "");
        assert_eq!(value["mobileKey"], "");
        assert_eq!(value["ofTomorrow"], json!({"x": 1}));
        assert_eq!(value["defaultTtl"], 5);
    }
}
