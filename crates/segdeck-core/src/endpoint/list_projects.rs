//! `GET /api/v2/projects`: list projects.

use super::{Endpoint, Operation, read_count, read_json};
use crate::{
    Invalid,
    model::{Page, Project},
    wire::Request,
};

/// Lists projects, 20 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListProjects {
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
}

impl ListProjects {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
        })
    }
}

impl Endpoint for ListProjects {
    const OPERATION: Operation = Operation::ListProjects;
    type Answer = Page<Project>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[]);
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
impl crate::openapi::Described for ListProjects {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.paged().answers::<Page<Project>>(200);
    }
}
