//! `GET /api/v2/approval-requests`: list approval requests.

use super::{Endpoint, Operation, read_count, read_json, read_text};
use crate::{Invalid, model::ApprovalRequests, wire::Request};

/// Lists approval requests, 20 a page by default and 200 at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListApprovalRequests {
    /// Conditions that all hold, such as `resourceId equals proj/p:env/e:segment/s,status anyOf
    /// ["pending"]`. Fields: `notifyMemberIds`, `projectKey`, `requestorId`, `resourceId`,
    /// `resourceKind`, `reviewStatus`, `status`.
    pub filter: Option<String>,
    /// What else to answer, separated by commas: `environments`, `flag`, `project`.
    pub expand: Option<String>,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
}

impl ListApprovalRequests {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            filter: read_text(request, "filter"),
            expand: read_text(request, "expand"),
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
        })
    }
}

impl Endpoint for ListApprovalRequests {
    const OPERATION: Operation = Operation::ListApprovalRequests;
    type Answer = ApprovalRequests;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[]);
        for (name, text) in [("filter", &self.filter), ("expand", &self.expand)] {
            if let Some(text) = text {
                request = request.with_query(name, text);
            }
        }
        for (name, count) in [("limit", self.limit), ("offset", self.offset)] {
            if let Some(count) = count {
                request = request.with_query(name, count.to_string());
            }
        }
        request
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListApprovalRequests {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .paged()
            .query(
                "filter",
                "Conditions such as status anyOf [\"pending\"],projectKey equals my-project.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "expand",
                "What else to answer: environments, flag, project.",
                &serde_json::json!({"type": "string"}),
            )
            .answers::<ApprovalRequests>(200);
    }
}
