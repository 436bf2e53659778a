//! `DELETE /api/v2/approval-requests/{id}`: delete an approval request.

use super::{Endpoint, Operation, PathParameters};
use crate::{Invalid, wire::Request};

/// Deletes an approval request. What it changed, if it was applied, stays changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteApprovalRequest {
    /// Which.
    pub id: String,
}

impl DeleteApprovalRequest {
    /// Deletes this approval request.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self::new(parameters.get("id"))
    }
}

impl Endpoint for DeleteApprovalRequest {
    const OPERATION: Operation = Operation::DeleteApprovalRequest;
    type Answer = ();

    fn request(&self) -> Request {
        Self::OPERATION.request(&[&self.id])
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(())
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for DeleteApprovalRequest {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers_nothing(204);
    }
}
