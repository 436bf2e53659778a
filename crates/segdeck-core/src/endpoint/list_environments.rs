//! `GET /api/v2/projects/{projectKey}/environments`: list the environments of a project.

use super::{Endpoint, Operation, PathParameters, read_count, read_json};
use crate::{
    Invalid, ProjectKey,
    model::{Environment, Page},
    wire::Request,
};

/// Lists the environments of a project, 20 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEnvironments {
    /// The project.
    pub project: ProjectKey,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
}

impl ListEnvironments {
    /// The first page of a project's environments.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
            ..Self::default()
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            project: parameters.place().project,
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
        })
    }
}

impl Endpoint for ListEnvironments {
    const OPERATION: Operation = Operation::ListEnvironments;
    type Answer = Page<Environment>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[self.project.as_str()]);
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
impl crate::openapi::Described for ListEnvironments {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.paged().answers::<Page<Environment>>(200);
    }
}
