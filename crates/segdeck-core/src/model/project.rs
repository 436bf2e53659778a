//! Projects.

use serde::{Deserialize, Serialize};

use super::{Environment, Links, NewEnvironment, Page, Unknown};
use crate::{ProjectKey, wire::document_model};

/// `Project` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The id.
    #[serde(default, rename = "_id")]
    pub id: String,
    /// The key, unique in the account and never changed.
    pub key: ProjectKey,
    /// The name.
    pub name: String,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether JavaScript SDKs in browsers see new flags by default.
    #[serde(default)]
    pub include_in_snippet_by_default: bool,
    /// Which SDKs outside of servers see new flags by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_client_side_availability: Option<ClientSideAvailability>,
    /// The first page of the environments, in answers that were asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Page<Environment>>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ProjectRep` in LaunchDarkly's OpenAPI document: a project that was just created, with all its
/// environments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedProject {
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
    /// Whether JavaScript SDKs in browsers see new flags by default.
    #[serde(default)]
    pub include_in_snippet_by_default: bool,
    /// Which SDKs outside of servers see new flags by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_client_side_availability: Option<ClientSideAvailability>,
    /// All environments.
    #[serde(default)]
    pub environments: Vec<Environment>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl CreatedProject {
    /// A project with all its environments.
    #[must_use]
    pub fn new(project: Project, environments: Vec<Environment>) -> Self {
        Self {
            id: project.id,
            key: project.key,
            name: project.name,
            tags: project.tags,
            include_in_snippet_by_default: project.include_in_snippet_by_default,
            default_client_side_availability: project.default_client_side_availability,
            environments,
            links: project.links,
            unknown: project.unknown,
        }
    }
}

/// `ClientSideAvailability` in LaunchDarkly's OpenAPI document: which SDKs outside of servers see
/// a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientSideAvailability {
    /// Those of mobile apps, which connect by mobile key.
    #[serde(default)]
    pub using_mobile_key: bool,
    /// Those of browsers, which connect by the environment's id.
    #[serde(default)]
    pub using_environment_id: bool,
}

document_model!(ClientSideAvailability {
    optional using_mobile_key = "usingMobileKey",
    optional using_environment_id = "usingEnvironmentId",
});

/// `ProjectPost` in LaunchDarkly's OpenAPI document: the body that creates a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewProject {
    /// The name, not empty.
    pub name: String,
    /// The key, which cannot change later.
    pub key: ProjectKey,
    /// Whether JavaScript SDKs in browsers see new flags by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_in_snippet_by_default: Option<bool>,
    /// Which SDKs outside of servers see new flags by default; goes before the field above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_client_side_availability: Option<ClientSideAvailability>,
    /// Tags; none by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its environments; without them it gets `test` and `production`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<NewEnvironment>>,
    /// The form that keys of new flags must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming_convention: Option<NamingConvention>,
}

document_model!(NewProject {
    required name = "name",
    required key = "key",
    optional include_in_snippet_by_default = "includeInSnippetByDefault",
    optional default_client_side_availability = "defaultClientSideAvailability",
    optional tags = "tags",
    optional environments = "environments",
    optional naming_convention = "namingConvention",
});

/// `NamingConvention` in LaunchDarkly's OpenAPI document: the form of the keys of new flags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NamingConvention {
    /// Such as `camelCase` or `kebabCase`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What keys begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

document_model!(NamingConvention {
    optional case = "case",
    optional prefix = "prefix",
});

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire;

    #[test]
    fn environments_come_as_a_page_or_all_at_once() {
        let environment = json!({"key": "test", "name": "Test"});
        let read: Project = wire::decode_value(&json!({
            "_id": "1", "key": "p", "name": "P", "environments": {"items": [environment]}
        }))
        .unwrap();
        assert_eq!(read.environments.unwrap().items[0].key.as_str(), "test");
        let made: CreatedProject = wire::decode_value(&json!({
            "_id": "1", "key": "p", "name": "P", "environments": [environment], "later": 1
        }))
        .unwrap();
        assert_eq!(made.environments[0].key.as_str(), "test");
        let written = wire::encode_value(&made);
        assert_eq!(written["environments"][0]["key"], "test");
        assert_eq!(written["later"], 1);
    }

    #[test]
    fn what_is_not_known_is_written_back() {
        let text = json!({
            "_id": "1", "key": "p", "name": "P", "tags": ["a"],
            "includeInSnippetByDefault": true, "_links": {}, "defaultReleasePipelineKey": "r",
            "defaultClientSideAvailability": {"usingMobileKey": true, "usingEnvironmentId": true}
        });
        let project: Project = wire::decode_value(&text).unwrap();
        assert_eq!(wire::encode_value(&project), text);
    }
}
