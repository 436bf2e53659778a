//! Changes that ask for an approval.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ApprovalReview, ApprovalSettings, ReviewStatus, SegmentResource, words};
use crate::{
    UnixMillis,
    gather::Gather,
    model::{Environment, Links, Project, Segment, Unknown},
    patch::{Instruction, SegmentInstruction},
    wire::document_model,
};

words! {
    /// How far an approval request is.
    ApprovalStatus {
        /// It can be reviewed, and applied once it is approved.
        Pending "pending",
        /// It is applied at a date.
        Scheduled "scheduled",
        /// It was to be applied, and no longer fitted.
        Failed "failed",
        /// It was applied.
        Completed "completed",
    }
}

/// `ApprovalRequestResponse` in LaunchDarkly's OpenAPI document: a change that asks for an approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRequest {
    /// The id.
    #[serde(rename = "_id")]
    pub id: String,
    /// Rises with every review, and when it is applied.
    #[serde(rename = "_version")]
    pub version: i64,
    /// When it was made.
    pub creation_date: UnixMillis,
    /// The approval service: `launchdarkly`, or another product's.
    pub service_kind: String,
    /// The member who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requestor_id: Option<String>,
    /// What it is about, as a title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the reviews together say.
    pub review_status: ReviewStatus,
    /// The reviews, oldest first.
    #[serde(default)]
    pub all_reviews: Vec<ApprovalReview>,
    /// The members who are asked to review.
    #[serde(default)]
    pub notify_member_ids: Vec<String>,
    /// When it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_date: Option<UnixMillis>,
    /// The member who applied it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_by_member_id: Option<String>,
    /// The service token that applied it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_by_service_token_id: Option<String>,
    /// How far it is.
    pub status: ApprovalStatus,
    /// The change, in semantic patch instructions; those of a segment are read by
    /// [`SegmentInstruction::parse`](Instruction::parse).
    #[serde(default)]
    pub instructions: Vec<Value>,
    /// Which instructions no longer fit what is there now.
    #[serde(default)]
    pub conflicts: Vec<ApprovalConflict>,
    /// Links.
    #[serde(default, rename = "_links")]
    pub links: Map<String, Value>,
    /// When it is to be applied, if not by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<UnixMillis>,
    /// What it changes, such as `proj/p:env/e:segment/s`; see [`SegmentResource::parse`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// What the environment asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_settings: Option<ApprovalSettings>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl ApprovalRequest {
    /// The segment that it changes, if it changes one.
    #[must_use]
    pub fn segment(&self) -> Option<SegmentResource> {
        SegmentResource::parse(self.resource_id.as_deref()?).ok()
    }
}

/// `ExpandableApprovalRequestResponse` in LaunchDarkly's OpenAPI document: a change that asks for
/// an approval, and what surrounds it, as far as the call expands it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExpandedApprovalRequest {
    /// The project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    /// The environments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<Environment>>,
    /// What it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ApprovalResource>,
    /// The request itself.
    #[serde(flatten)]
    pub request: ApprovalRequest,
}

/// `ExpandableApprovalRequestsResponse` in LaunchDarkly's OpenAPI document: a page of approval
/// requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRequests {
    /// What the page holds.
    #[serde(default)]
    pub items: Vec<ExpandedApprovalRequest>,
    /// How many there are on all pages.
    #[serde(default)]
    pub total_count: u64,
    /// `next`, `prev`, `first` and `last` where such a page exists.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `Conflict` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ApprovalConflict {
    /// The instruction that does not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<Value>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `ExpandedResourceRep` in LaunchDarkly's OpenAPI document: what a request changes, as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ApprovalResource {
    /// `segment`, `flag` or `aiConfig`.
    pub kind: String,
    /// The segment, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Segment>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `CreateApprovalRequestRequest` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewApprovalRequest {
    /// What is to be changed, such as `proj/p:env/e:segment/s`.
    pub resource_id: String,
    /// For the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What it is about, as a title.
    pub description: String,
    /// The change, in semantic patch instructions.
    pub instructions: Vec<Value>,
    /// The members who are asked to review, at most ten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify_member_ids: Option<Vec<String>>,
    /// The teams whose members are asked to review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify_team_keys: Option<Vec<String>>,
    /// What another product's approval service wants to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_config: Option<Map<String, Value>>,
}

document_model!(NewApprovalRequest {
    required resource_id = "resourceId",
    optional comment = "comment",
    required description = "description",
    required instructions = "instructions",
    optional notify_member_ids = "notifyMemberIds",
    optional notify_team_keys = "notifyTeamKeys",
    optional integration_config = "integrationConfig",
});

impl NewApprovalRequest {
    /// Asks for an approval of these changes of a segment.
    pub fn new(
        segment: &SegmentResource,
        description: impl Into<String>,
        instructions: &[SegmentInstruction],
    ) -> Self {
        Self {
            resource_id: segment.to_string(),
            description: description.into(),
            instructions: instructions.iter().map(Instruction::to_value).list(),
            ..Self::default()
        }
    }
}

/// `postApprovalRequestApplyRequest` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ApplyNote {
    /// For the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

document_model!(ApplyNote {
    optional comment = "comment",
});

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{endpoint::Place, wire};

    #[test]
    fn what_a_later_version_sends_is_kept() {
        let sent = json!({
            "_id": "1", "_version": 2, "creationDate": 3, "serviceKind": "servicenow",
            "reviewStatus": "asleep", "allReviews": [{"_id": "r", "kind": "frown"}],
            "notifyMemberIds": [], "status": "snoozed", "instructions": [{"kind": "turnFlagOn"}],
            "conflicts": [{"reason": "x", "since": 4}], "_links": {"self": {"href": "/"}},
            "resourceId": "proj/p:env/e:flag/f", "source": {"key": "k"},
            "customWorkflowMetadata": {"name": "n"},
        });
        let request: ApprovalRequest = wire::decode_value(&sent).unwrap();
        assert_eq!(
            request.review_status,
            ReviewStatus::Unknown("asleep".into())
        );
        assert_eq!(request.segment(), None);
        assert_eq!(wire::encode_value(&request), sent);
        let mut expanded = sent;
        expanded["resource"] = json!({"kind": "flag", "flag": {"key": "f"}});
        let read: ExpandedApprovalRequest = wire::decode_value(&expanded).unwrap();
        assert_eq!(read.resource.as_ref().unwrap().kind, "flag");
        assert_eq!(read.request, request);
        assert_eq!(wire::encode_value(&read), expanded);
    }

    #[test]
    fn a_new_request_carries_the_instructions_as_a_patch_does() {
        let segment = SegmentResource::new(Place::new("p", "e"), "s");
        let rename = SegmentInstruction::UpdateName("N".to_owned());
        let new = NewApprovalRequest::new(&segment, "Rename", std::slice::from_ref(&rename));
        assert_eq!(
            wire::encode_value(&new),
            json!({
                "resourceId": "proj/p:env/e:segment/s", "description": "Rename",
                "instructions": [{"kind": "updateName", "value": "N"}],
            })
        );
        let missing = wire::decode_value::<NewApprovalRequest>(&json!({"resourceId": "x"}));
        assert!(missing.is_err());
    }
}
