//! When a change needs an approval, and whose.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Invalid,
    model::{Named, Unknown},
    text::element,
    validate,
    wire::document_model,
};

/// How many approvals an environment can ask for at most; at least one.
const GREATEST_COUNT: i64 = 5;

/// Approval settings by the kind of resource, such as `segment`: `resourceApprovalSettings` of an
/// environment. Those of flags stand in `approvalSettings`.
pub type ResourceApprovalSettings = Named<ApprovalSettings>;

/// `ApprovalRequestSettingWithEnvs` in LaunchDarkly's OpenAPI document: the settings for one kind of
/// resource in the environments of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectApprovalSettings {
    /// By environment.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub environments: Named<ApprovalSettings>,
    /// What an environment has that nobody set, where the call expands it.
    #[serde(default, rename = "_default", skip_serializing_if = "Option::is_none")]
    pub default: Option<ApprovalSettings>,
    /// The strictest of all environments, where the call expands it.
    #[serde(default, rename = "_strict", skip_serializing_if = "Option::is_none")]
    pub strict: Option<ApprovalSettings>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(ProjectApprovalSettings {
    optional environments = "environments",
    optional default = "_default",
    optional strict = "_strict",
} rest unknown);

/// `ApprovalSettings` in LaunchDarkly's OpenAPI document: how an environment gates changes.
///
/// What is absent has the value that LaunchDarkly's Terraform provider documents as its default:
/// nothing is required, one approval of somebody else, and a decline does not outweigh it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the service's own switches, one by one"
)]
pub struct ApprovalSettings {
    /// Whether every change needs an approval.
    pub required: bool,
    /// Whether changes that are scheduled already need none.
    pub bypass_approvals_for_pending_changes: bool,
    /// How many approvals a change needs, 1 to 5.
    pub min_num_approvals: i64,
    /// Whether who asks may approve.
    pub can_review_own_request: bool,
    /// Whether a change can be applied that somebody declined, once it has its approvals.
    pub can_apply_declined_changes: bool,
    /// Whether a change is applied as soon as it is approved. LaunchDarkly does so only for other
    /// approval services than its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_apply_approved_changes: Option<bool>,
    /// The approval service: `launchdarkly`, or another product's.
    pub service_kind: String,
    /// Settings of another product's service.
    pub service_config: Map<String, Value>,
    /// Changes of resources with one of these tags need an approval even if not every change does.
    pub required_approval_tags: Vec<String>,
    /// Which configuration of another product's service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_kind_configuration_id: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(ApprovalSettings {
    optional required = "required",
    optional bypass_approvals_for_pending_changes = "bypassApprovalsForPendingChanges",
    with_default min_num_approvals = "minNumApprovals" or 1,
    optional can_review_own_request = "canReviewOwnRequest",
    with_default can_apply_declined_changes = "canApplyDeclinedChanges" or true,
    optional auto_apply_approved_changes = "autoApplyApprovedChanges",
    with_default service_kind = "serviceKind" or Self::LAUNCHDARKLY.to_owned(),
    optional service_config = "serviceConfig",
    optional required_approval_tags = "requiredApprovalTags",
    optional service_kind_configuration_id = "serviceKindConfigurationId",
} rest unknown);

impl Default for ApprovalSettings {
    fn default() -> Self {
        Self {
            required: false,
            bypass_approvals_for_pending_changes: false,
            min_num_approvals: 1,
            can_review_own_request: false,
            can_apply_declined_changes: true,
            auto_apply_approved_changes: None,
            service_kind: Self::LAUNCHDARKLY.to_owned(),
            service_config: Map::new(),
            required_approval_tags: Vec::new(),
            service_kind_configuration_id: None,
            unknown: Unknown::new(),
        }
    }
}

impl ApprovalSettings {
    /// The approval service that is LaunchDarkly itself.
    pub const LAUNCHDARKLY: &'static str = "launchdarkly";

    /// The kind of resource under which the settings for segments stand.
    pub const SEGMENT: &'static str = "segment";

    /// Whether a resource with these tags needs an approval.
    #[must_use]
    pub fn gate(&self, tags: &[String]) -> bool {
        let wanted = &self.required_approval_tags;
        self.required || wanted.iter().any(|tag| tags.contains(tag))
    }

    /// What both ask for together.
    #[must_use]
    pub fn strictest(mut self, other: &Self) -> Self {
        self.required |= other.required;
        self.bypass_approvals_for_pending_changes &= other.bypass_approvals_for_pending_changes;
        self.min_num_approvals = self.min_num_approvals.max(other.min_num_approvals);
        self.can_review_own_request &= other.can_review_own_request;
        self.can_apply_declined_changes &= other.can_apply_declined_changes;
        for tag in &other.required_approval_tags {
            if !self.required_approval_tags.contains(tag) {
                self.required_approval_tags.push(tag.clone());
            }
        }
        self
    }

    /// Checks settings that somebody wants to save.
    ///
    /// # Errors
    /// Names the field: a number of approvals that is not from 1 to 5, a tag that cannot be one, or
    /// tags where every change needs an approval anyway, which LaunchDarkly refuses.
    pub fn check(&self) -> Result<(), Invalid> {
        if !(1..=GREATEST_COUNT).contains(&self.min_num_approvals) {
            return Err(Invalid::new(
                "minNumApprovals",
                format!(
                    "minNumApprovals must be from 1 to {GREATEST_COUNT}, not {}.",
                    self.min_num_approvals
                ),
            ));
        }
        if self.required && !self.required_approval_tags.is_empty() {
            return Err(Invalid::new(
                "requiredApprovalTags",
                "Approvals are required either of everything or of what has certain tags. Leave \
                 requiredApprovalTags empty, or set required to false.",
            ));
        }
        for (index, tag) in self.required_approval_tags.iter().enumerate() {
            if let Some(problem) = validate::tag(tag) {
                let path = element("requiredApprovalTags", index);
                return Err(Invalid::new(path, problem.message));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire;

    fn settings(value: &Value) -> ApprovalSettings {
        wire::decode_value(value).unwrap()
    }

    #[test]
    fn what_is_absent_has_its_default_and_what_is_unknown_stays() {
        assert_eq!(settings(&json!({})), ApprovalSettings::default());
        let kept = settings(&json!({"required": true, "later": [1]}));
        let written = wire::encode_value(&kept);
        assert_eq!(written["required"], true);
        assert_eq!(written["later"], json!([1]));
        assert_eq!(written["serviceConfig"], json!({}));
        assert_eq!(written["requiredApprovalTags"], json!([]));
        assert_eq!(written["minNumApprovals"], 1);
        assert!(written.get("autoApplyApprovedChanges").is_none());
    }

    #[test]
    fn everything_or_what_has_a_tag_needs_an_approval() {
        let tags =
            |list: &[&str]| -> Vec<String> { list.iter().map(ToString::to_string).collect() };
        assert!(settings(&json!({"required": true})).gate(&[]));
        let some = settings(&json!({"requiredApprovalTags": ["a", "b"]}));
        assert!(some.gate(&tags(&["x", "b"])));
        assert!(!some.gate(&tags(&["x"])));
        assert!(!settings(&json!({})).gate(&tags(&["a"])));
        let both = settings(&json!({"required": true, "requiredApprovalTags": ["a"]}));
        assert_eq!(both.check().unwrap_err().path, "requiredApprovalTags");
    }

    #[test]
    fn one_to_five_approvals_can_be_asked_for() {
        for (count, is_good) in [(0, false), (1, true), (5, true), (6, false), (-1, false)] {
            let checked = settings(&json!({"minNumApprovals": count})).check();
            assert_eq!(checked.is_ok(), is_good, "{count}");
        }
        let error = settings(&json!({"requiredApprovalTags": ["a", "b c"]})).check();
        assert_eq!(error.unwrap_err().path, "requiredApprovalTags/1");
    }
}
