//! Flags, as far as segments have to do with them.

use serde::Serialize;
use serde_json::Value;

use super::{Clause, ClientSideAvailability, Link, Links, Named, Operator, Unknown};
use crate::{UnixMillis, order::Set, wire::document_model};

/// `FeatureFlag` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Flag {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// `boolean` or `multivariate`.
    #[serde(default)]
    pub kind: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The key, unique in the project.
    pub key: String,
    /// The version.
    #[serde(default, rename = "_version")]
    pub version: i64,
    /// When it was created.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// Which SDKs beside those of servers may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_side_availability: Option<ClientSideAvailability>,
    /// What it can be.
    #[serde(default)]
    pub variations: Vec<Variation>,
    /// Whether it is to be removed one day.
    #[serde(default)]
    pub temporary: bool,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// The member who looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintainer_id: Option<String>,
    /// Experiments on it.
    #[serde(default)]
    pub experiments: FlagExperiments,
    /// Further properties by their keys.
    #[serde(default)]
    pub custom_properties: Named<CustomProperty>,
    /// Whether it is out of use.
    #[serde(default)]
    pub archived: bool,
    /// Whether it is about to go out of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// Which variations new environments begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<FlagDefaults>,
    /// What it does in each environment, by the environment's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Named<FlagConfig>>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Flag {
    optional name = "name",
    optional kind = "kind",
    optional description = "description",
    required key = "key",
    optional version = "_version",
    optional creation_date = "creationDate",
    optional client_side_availability = "clientSideAvailability",
    optional variations = "variations",
    optional temporary = "temporary",
    optional tags = "tags",
    optional links = "_links",
    optional maintainer_id = "maintainerId",
    optional experiments = "experiments",
    optional custom_properties = "customProperties",
    optional archived = "archived",
    optional deprecated = "deprecated",
    optional defaults = "defaults",
    optional environments = "environments",
} rest unknown);

/// `Variation` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Variation {
    /// The id.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Any JSON value.
    #[serde(default)]
    pub value: Value,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Variation {
    optional id = "_id",
    optional value = "value",
    optional description = "description",
    optional name = "name",
} rest unknown);

/// `ExperimentInfoRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlagExperiments {
    /// The variation that others are compared with.
    #[serde(default)]
    pub baseline_idx: i64,
    /// The experiments.
    #[serde(default)]
    pub items: Vec<Value>,
}

document_model!(FlagExperiments {
    optional baseline_idx = "baselineIdx",
    optional items = "items",
});

/// `customProperty` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CustomProperty {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The values.
    #[serde(default)]
    pub value: Vec<String>,
}

document_model!(CustomProperty {
    optional name = "name",
    optional value = "value",
});

/// `Defaults` in LaunchDarkly's OpenAPI document: variations by their index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlagDefaults {
    /// Where targeting is on.
    #[serde(default)]
    pub on_variation: i64,
    /// Where it is off.
    #[serde(default)]
    pub off_variation: i64,
}

document_model!(FlagDefaults {
    optional on_variation = "onVariation",
    optional off_variation = "offVariation",
});

/// `FeatureFlagConfig` in LaunchDarkly's OpenAPI document: a flag in one environment.
///
/// Targets, rules and prerequisites are left out of lists unless they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the API has as many")]
pub struct FlagConfig {
    /// Whether targeting is on.
    #[serde(default)]
    pub on: bool,
    /// Whether the flag is out of use.
    #[serde(default)]
    pub archived: bool,
    /// What percentages are mixed with.
    #[serde(default)]
    pub salt: String,
    /// Of no more use.
    #[serde(default)]
    pub sel: String,
    /// When it was last changed.
    #[serde(default)]
    pub last_modified: UnixMillis,
    /// The version.
    #[serde(default)]
    pub version: i64,
    /// Users who get a variation each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<FlagTarget>>,
    /// Other contexts that do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_targets: Option<Vec<FlagTarget>>,
    /// The rules, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<FlagRule>>,
    /// What is served where nothing else fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallthrough: Option<Value>,
    /// What is served where targeting is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_variation: Option<i64>,
    /// Other flags that must serve certain variations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prerequisites: Option<Vec<Value>>,
    /// The flag's page.
    #[serde(default, rename = "_site")]
    pub site: Link,
    /// What the environment is called.
    #[serde(default, rename = "_environmentName")]
    pub environment_name: String,
    /// Whether each evaluation is told.
    #[serde(default)]
    pub track_events: bool,
    /// Whether those that reach the end are.
    #[serde(default)]
    pub track_events_fallthrough: bool,
    /// What targets, rules and prerequisites there are.
    #[serde(default, rename = "_summary", skip_serializing_if = "Option::is_none")]
    pub summary: Option<FlagSummary>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(FlagConfig {
    optional on = "on",
    optional archived = "archived",
    optional salt = "salt",
    optional sel = "sel",
    optional last_modified = "lastModified",
    optional version = "version",
    optional targets = "targets",
    optional context_targets = "contextTargets",
    optional rules = "rules",
    optional fallthrough = "fallthrough",
    optional off_variation = "offVariation",
    optional prerequisites = "prerequisites",
    optional site = "_site",
    optional environment_name = "_environmentName",
    optional track_events = "trackEvents",
    optional track_events_fallthrough = "trackEventsFallthrough",
    optional summary = "_summary",
} rest unknown);

impl FlagConfig {
    /// The segments that its rules name, each once.
    #[must_use]
    pub fn segments(&self) -> Set<&str> {
        let rules = self.rules.iter().flatten();
        rules
            .flat_map(|rule| &rule.clauses)
            .filter(|clause| clause.op == Operator::SegmentMatch)
            .flat_map(|clause| clause.values.iter().filter_map(Value::as_str))
            .collect()
    }
}

/// `Target` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlagTarget {
    /// The keys.
    #[serde(default)]
    pub values: Vec<String>,
    /// What they get, by its index.
    #[serde(default)]
    pub variation: i64,
    /// The kind; absent means `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(FlagTarget {
    optional values = "values",
    optional variation = "variation",
    optional context_kind = "contextKind",
} rest unknown);

/// `Rule` in LaunchDarkly's OpenAPI document: a rule of a flag.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlagRule {
    /// The id.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it serves, by its index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation: Option<i64>,
    /// What it serves to which share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Value>,
    /// The conditions, all of which must hold.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// Whether each evaluation is told.
    #[serde(default)]
    pub track_events: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(FlagRule {
    optional id = "_id",
    optional variation = "variation",
    optional rollout = "rollout",
    optional clauses = "clauses",
    optional track_events = "trackEvents",
    optional description = "description",
} rest unknown);

/// `FlagSummary` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FlagSummary {
    /// By the index of the variation.
    #[serde(default)]
    pub variations: Named<VariationSummary>,
    /// How many prerequisites there are.
    #[serde(default)]
    pub prerequisites: u64,
}

document_model!(FlagSummary {
    optional variations = "variations",
    optional prerequisites = "prerequisites",
});

/// `VariationSummary` in LaunchDarkly's OpenAPI document: where a variation is served.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VariationSummary {
    /// By how many rules.
    #[serde(default)]
    pub rules: u64,
    /// By how many rules without conditions.
    #[serde(default)]
    pub null_rules: u64,
    /// To how many users.
    #[serde(default)]
    pub targets: u64,
    /// To how many other contexts.
    #[serde(default)]
    pub context_targets: u64,
    /// Where nothing else fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_fallthrough: Option<bool>,
    /// Where targeting is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_off: Option<bool>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(VariationSummary {
    optional rules = "rules",
    optional null_rules = "nullRules",
    optional targets = "targets",
    optional context_targets = "contextTargets",
    optional is_fallthrough = "isFallthrough",
    optional is_off = "isOff",
} rest unknown);
