//! `POST /api/v2/approval-requests`: ask for the approval of a change.

use super::{Endpoint, Operation, read_json};
use crate::{
    Invalid,
    model::{ApprovalRequest, NewApprovalRequest},
    patch::PatchFormat,
    wire::{self, Request},
};

/// Asks for the approval of a change. Where no approval is required, it can be asked for too.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateApprovalRequest {
    /// The change.
    pub new: NewApprovalRequest,
}

impl CreateApprovalRequest {
    /// Asks for the approval of this change.
    #[must_use]
    pub fn new(new: NewApprovalRequest) -> Self {
        Self { new }
    }

    /// Reads the call out of a request. Unknown fields of the body are passed over.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type, or a media type other than JSON.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        PatchFormat::of_content_type(request.headers.get("Content-Type"))?;
        Ok(Self {
            new: wire::read(request.body.as_bytes())?,
        })
    }
}

impl Endpoint for CreateApprovalRequest {
    const OPERATION: Operation = Operation::CreateApprovalRequest;
    type Answer = ApprovalRequest;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[])
            .with_body(wire::JSON, wire::encode(&self.new))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateApprovalRequest {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<NewApprovalRequest>()
            .answers::<ApprovalRequest>(201);
    }
}
