//! What reviewers say.

use serde::{Deserialize, Serialize};

use super::words;
use crate::{UnixMillis, model::Unknown, wire::document_model};

words! {
    /// What a review says.
    ReviewKind {
        /// The change may be applied.
        Approve "approve",
        /// The change should not be applied.
        Decline "decline",
        /// Neither.
        Comment "comment",
    }
}

words! {
    /// What all reviews together say.
    ReviewStatus {
        /// There are as many approvals as the environment asks for.
        Approved "approved",
        /// Somebody declined.
        Declined "declined",
        /// Nobody declined, and approvals are missing.
        Pending "pending",
    }
}

/// `ReviewResponse` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalReview {
    /// The review's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What it says.
    pub kind: ReviewKind,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<UnixMillis>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<String>,
    /// Who, if it was a service token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_token_id: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `postApprovalRequestReviewRequest` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewReview {
    /// What to say.
    pub kind: ReviewKind,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

document_model!(NewReview {
    required kind = "kind",
    optional comment = "comment",
});

impl NewReview {
    /// Says so, without a comment.
    #[must_use]
    pub fn new(kind: ReviewKind) -> Self {
        Self {
            kind,
            comment: None,
        }
    }
}
