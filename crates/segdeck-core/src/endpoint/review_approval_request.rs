//! `POST /api/v2/approval-requests/{id}/reviews`: approve or decline a change, or comment on it.

use super::{Endpoint, Operation, PathParameters, read_json};
use crate::{
    Invalid,
    model::{ApprovalRequest, NewReview},
    patch::PatchFormat,
    wire::{self, Request},
};

/// Approves or declines a change, or comments on it. Of a member's approvals and declines the last
/// one counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewApprovalRequest {
    /// Which.
    pub id: String,
    /// What to say.
    pub review: NewReview,
}

impl ReviewApprovalRequest {
    /// Says this about that approval request.
    pub fn new(id: impl Into<String>, review: NewReview) -> Self {
        Self {
            id: id.into(),
            review,
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type, or a media type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        PatchFormat::of_content_type(request.headers.get("Content-Type"))?;
        Ok(Self {
            id: parameters.get("id").to_owned(),
            review: wire::read(request.body.as_bytes())?,
        })
    }
}

impl Endpoint for ReviewApprovalRequest {
    const OPERATION: Operation = Operation::ReviewApprovalRequest;
    type Answer = ApprovalRequest;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[&self.id])
            .with_body(wire::JSON, wire::encode(&self.review))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ReviewApprovalRequest {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<NewReview>()
            .answers::<ApprovalRequest>(200)
            .refuses(&[409]);
    }
}
