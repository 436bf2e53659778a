//! `GET /api/v2/approval-requests/{id}`: get one approval request.

use super::{Endpoint, Operation, PathParameters, read_json, read_text};
use crate::{Invalid, model::ExpandedApprovalRequest, wire::Request};

/// Gets one approval request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetApprovalRequest {
    /// Which.
    pub id: String,
    /// What else to answer, separated by commas: `environments`, `flag`, `project`, `resource`.
    pub expand: Option<String>,
}

impl GetApprovalRequest {
    /// Gets this approval request.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            expand: None,
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters, request: &Request) -> Self {
        Self {
            id: parameters.get("id").to_owned(),
            expand: read_text(request, "expand"),
        }
    }
}

impl Endpoint for GetApprovalRequest {
    const OPERATION: Operation = Operation::GetApprovalRequest;
    type Answer = ExpandedApprovalRequest;

    fn request(&self) -> Request {
        let request = Self::OPERATION.request(&[&self.id]);
        match &self.expand {
            Some(expand) => request.with_query("expand", expand),
            None => request,
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetApprovalRequest {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "expand",
                "What else to answer: environments, flag, project, resource.",
                &serde_json::json!({"type": "string"}),
            )
            .answers::<ExpandedApprovalRequest>(200);
    }
}
